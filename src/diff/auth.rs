//! How requests are signed.

use std::collections::BTreeSet;

use crate::model::Provider;
use crate::source::node::Node;

use super::change::{Change, Scope};
use super::table;

/// Compares the `auth` of two providers.
pub fn compare(old: &Provider, new: &Provider, scope: &Scope, changes: &mut Vec<Change>) {
    let auth = |provider: &Provider| provider.config.as_ref().and_then(|config| config.get("auth")).cloned();
    let kind = |auth: &Node| auth.text("type").map(str::to_owned);
    match (auth(old), auth(new)) {
        (None, Some(new)) => {
            let text = "requests are signed now, and were not";
            changes.push(scope.change(&table::AUTH_ADDED, text).between(None, kind(&new)));
        }
        (Some(old), None) => {
            let text = "requests are no longer signed";
            changes.push(scope.change(&table::AUTH_REMOVED, text).between(kind(&old), None));
        }
        (Some(old), Some(new)) if kind(&old) != kind(&new) => {
            let spelled = |auth: &Node| kind(auth).unwrap_or_else(|| "none".to_owned());
            let text = format!("the type of authentication is `{}`, and was `{}`", spelled(&new), spelled(&old));
            changes.push(scope.change(&table::AUTH_TYPE_CHANGED, text).between(kind(&old), kind(&new)));
        }
        (Some(old), Some(new)) => settings(&old, &new, scope, changes),
        (None, None) => {}
    }
}

fn settings(old: &Node, new: &Node, scope: &Scope, changes: &mut Vec<Change>) {
    let keys = [old, new].into_iter().filter_map(Node::as_mapping).flat_map(|entries| entries.keys());
    for key in keys.collect::<BTreeSet<_>>() {
        let (before, after) = (old.get(key), new.get(key));
        if before == after {
            continue;
        }
        let text = match (before, after) {
            (None, Some(after)) => format!("the setting `{key}` of the authentication is new: `{}`", spelled(after)),
            (Some(before), Some(after)) => {
                let (before, after) = (spelled(before), spelled(after));
                format!("the setting `{key}` of the authentication is `{after}`, and was `{before}`")
            }
            _ => format!("the setting `{key}` of the authentication is gone"),
        };
        let change = scope.change(&table::AUTH_SETTING_CHANGED, text).about(&**key);
        changes.push(change.between(before.map(spelled), after.map(spelled)));
    }
}

/// A value on one line.
fn spelled(node: &Node) -> String {
    node.as_str().map_or_else(|| format!("{node:?}"), str::to_owned)
}
