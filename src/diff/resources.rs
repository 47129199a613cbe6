//! A resource in two states.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Resource, Service};
use crate::source::node::Node;

use super::change::{Change, Scope};
use super::matching::{by_name, operation};
use super::{columns, methods, queries, servers, table, views};

/// What the services of two states have for all their resources.
pub struct Sides {
    /// The components of the old state, for what follows references.
    pub base: Node,
    /// Those of the new state.
    pub rev: Node,
    /// Server variables that both know, so that no more is said about them than which method asks for them.
    pub variables: BTreeSet<String>,
}

impl Sides {
    /// Of two services.
    pub fn new(base: &Service, rev: &Service) -> Self {
        let (old, new) = (servers::variables(base), servers::variables(rev));
        let variables = old.into_keys().filter(|name| new.contains_key(name)).map(str::to_owned).collect();
        Sides { base: base.components(), rev: rev.components(), variables }
    }
}

/// Compares two resources, and what is in them.
pub fn compare(old: &Resource, new: &Resource, sides: &Sides, scope: &Scope, changes: &mut Vec<Change>) {
    views::compare(old, new, scope, changes);
    let mut matched = by_name(&old.methods, &new.methods, |method| &method.name);
    let renamed = matched.by_operations(|method| method.name.clone(), |method| BTreeSet::from([operation(method)]));
    matched.pairs.extend(renamed);
    changes.extend(matched.removed.iter().map(|gone| methods::removed(old, gone, scope)));
    changes.extend(matched.added.iter().map(|added| methods::added(new, added, scope)));
    for (a, b) in &matched.pairs {
        methods::compare((old, a), (new, b), sides, &scope.method(&a.name, &b.name), changes);
    }
    columns::compare(old, new, &matched.pairs, scope, changes);
    let partners: BTreeMap<&str, &str> =
        matched.pairs.iter().map(|(a, b)| (a.name.as_str(), b.name.as_str())).collect();
    queries::compare(old, new, &partners, scope, changes);
}

/// A resource that is gone.
pub fn removed(resource: &Resource, scope: &Scope) -> Change {
    if resource.methods.is_empty() && resource.view.is_some() {
        return views::removed(scope);
    }
    scope.change(&table::RESOURCE_REMOVED, format!("the resource `{}` is gone", resource.name))
}

/// A resource that is new.
pub fn added(resource: &Resource, scope: &Scope) -> Change {
    if resource.methods.is_empty() && resource.view.is_some() {
        return views::added(scope);
    }
    scope.change(&table::RESOURCE_ADDED, format!("the resource `{}` is new", resource.name))
}

/// What a resource calls.
pub fn operations(resource: &Resource) -> BTreeSet<String> {
    resource.methods.iter().map(operation).collect()
}
