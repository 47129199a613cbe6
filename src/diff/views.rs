//! Views.

use crate::model::Resource;
use crate::source::node::Node;

use super::change::{Change, Scope};
use super::table;

/// Compares the views of two resources.
pub fn compare(old: &Resource, new: &Resource, scope: &Scope, changes: &mut Vec<Change>) {
    match (select(old), select(new)) {
        (None, Some(_)) => changes.push(added(scope)),
        (Some(_), None) => changes.push(removed(scope)),
        (Some(old), Some(new)) if old != new => {
            let ddl = |view: &Node| view.at_pointer("/select/ddl").and_then(Node::as_str).map(str::to_owned);
            let change = scope.change(&table::VIEW_CHANGED, "the view selects something else");
            changes.push(change.between(ddl(old), ddl(new)));
        }
        _ => {}
    }
}

/// A view that was not there.
pub fn added(scope: &Scope) -> Change {
    scope.change(&table::VIEW_ADDED, format!("`{}` is a new view", scope.rev.resource))
}

/// A view that is no longer there.
pub fn removed(scope: &Scope) -> Change {
    scope.change(&table::VIEW_REMOVED, format!("the view `{}` is gone", scope.base.resource))
}

fn select(resource: &Resource) -> Option<&Node> {
    resource.view.as_ref()?.get("views")
}
