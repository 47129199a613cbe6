//! Compares a resource in two states.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Resource;

use super::change::{Change, Scope};
use super::matching::{by_name, operation};
use super::sides::Sides;
use super::{columns, methods, queries, rows, table, views};

/// Compares two resources and their contents.
pub fn compare<'a>(old: &'a Resource, new: &'a Resource, sides: &Sides<'a>, scope: &Scope, changes: &mut Vec<Change>) {
    views::compare(old, new, scope, changes);
    let mut matched = by_name(&old.methods, &new.methods, |method| &method.name);
    let renamed = matched.by_operations(|method| method.name.clone(), |method| BTreeSet::from([operation(method)]));
    matched.pairs.extend(renamed);
    changes.extend(matched.removed.iter().map(|gone| methods::removed(old, gone, scope)));
    changes.extend(matched.added.iter().map(|added| methods::added(new, added, scope)));
    for (a, b) in &matched.pairs {
        let scope = scope.method(&a.name, &b.name);
        methods::compare((old, a), (new, b), sides, &scope, changes);
        rows::compare((old, a), (new, b), &sides.schemas, &scope, changes);
    }
    columns::compare(old, new, &matched.pairs, (&sides.schemas, scope), changes);
    let partners: BTreeMap<&str, &str> =
        matched.pairs.iter().map(|(a, b)| (a.name.as_str(), b.name.as_str())).collect();
    queries::compare(old, new, &partners, scope, changes);
}

pub fn removed(resource: &Resource, scope: &Scope) -> Change {
    if resource.methods.is_empty() && resource.view.is_some() {
        return views::removed(scope);
    }
    scope.change(&table::RESOURCE_REMOVED, format!("the resource `{}` was removed", resource.name))
}

pub fn added(resource: &Resource, scope: &Scope) -> Change {
    if resource.methods.is_empty() && resource.view.is_some() {
        return views::added(scope);
    }
    scope.change(&table::RESOURCE_ADDED, format!("the resource `{}` was added", resource.name))
}

pub fn operations(resource: &Resource) -> BTreeSet<String> {
    resource.methods.iter().map(operation).collect()
}
