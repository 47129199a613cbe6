//! Compares views.

use std::collections::BTreeSet;

use sqlparser::ast::{Expr, SelectItem, SetExpr};

use crate::model::Resource;
use crate::sql::statement;
use crate::sql::view;
use crate::tree::Node;

use super::change::{Change, Scope, named};
use super::table::{self, Level};

pub fn compare(old: &Resource, new: &Resource, scope: &Scope, changes: &mut Vec<Change>) {
    match (View::of(old), View::of(new)) {
        (None, Some(_)) => changes.push(added(scope)),
        (Some(_), None) => changes.push(removed(scope)),
        (Some(old), Some(new)) if old.texts() != new.texts() => changes.push(changed(&old, &new, scope)),
        _ => {}
    }
}

pub fn added(scope: &Scope) -> Change {
    scope.change(&table::VIEW_ADDED, format!("the view `{}` was added", scope.rev.resource))
}

pub fn removed(scope: &Scope) -> Change {
    scope.change(&table::VIEW_REMOVED, format!("the view `{}` was removed", scope.base.resource))
}

fn changed(old: &View, new: &View, scope: &Scope) -> Change {
    let lost: BTreeSet<String> = match (old.columns(), new.columns()) {
        (Some(old), Some(new)) => old.difference(&new).cloned().collect(),
        _ => BTreeSet::new(),
    };
    let (level, text) = match lost.is_empty() {
        true => (table::VIEW_CHANGED.level, "the statement of the view changed".to_owned()),
        false => (Level::Breaking, format!("the view no longer returns {}", named(lost.iter().map(String::as_str)))),
    };
    let ddl = |view: &View| view.0.first().map(|(_, ddl)| ddl.clone());
    scope.change(&table::VIEW_CHANGED, text).between(ddl(old), ddl(new)).weighing(level)
}

/// The predicate and statement of each alternative.
struct View(Vec<(String, String)>);

impl View {
    fn of(resource: &Resource) -> Option<Self> {
        let config = resource.view.as_ref().filter(|config| config.get("views").is_some())?;
        let text = |view: &Node, key: &str| view.text(key).unwrap_or_default().to_owned();
        let holder = Node::default().with("config", config.clone());
        Some(View(view::alternatives(&holder).map(|view| (text(view, "predicate"), text(view, "ddl"))).collect()))
    }

    /// Statements without spaces and comments, if they can be parsed.
    fn texts(&self) -> Vec<(&str, String)> {
        let plain = |ddl: &str| statement::query(&view::filled(ddl)).filter(|_| !ddl.contains("{{"));
        let text = |(_, ddl): &(String, String)| plain(ddl).map_or_else(|| ddl.clone(), |it| it.to_string());
        self.0.iter().map(|view| (view.0.trim(), text(view))).collect()
    }

    /// The columns of the view, if all have names.
    fn columns(&self) -> Option<BTreeSet<String>> {
        let columns = |(_, ddl): &(String, String)| columns(&statement::query(&view::filled(ddl))?.body);
        let all: Option<Vec<BTreeSet<String>>> = self.0.iter().map(columns).collect();
        Some(all?.into_iter().flatten().collect())
    }
}

fn columns(query: &SetExpr) -> Option<BTreeSet<String>> {
    match query {
        SetExpr::Select(select) => select.projection.iter().map(name).collect(),
        SetExpr::Query(query) => columns(&query.body),
        SetExpr::SetOperation { left, .. } => columns(left),
        _ => None,
    }
}

fn name(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::UnnamedExpr(Expr::Identifier(name)) | SelectItem::ExprWithAlias { alias: name, .. } => {
            Some(name.value.clone())
        }
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last().map(|name| name.value.clone()),
        _ => None,
    }
}
