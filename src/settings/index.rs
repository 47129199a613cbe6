//! Finds the entries that may be for a method by its names, so that a thousand entries for one method each cost little.

use std::collections::{BTreeSet, HashMap};

use super::scope::{Scope, Subject};

/// The entries by the names that they are for.
#[derive(Debug, Default)]
pub struct Index {
    /// Those that name neither methods nor resources, or have stars.
    anywhere: Vec<usize>,
    named: HashMap<Named, Vec<usize>>,
}

/// A name as entries spell it: alone or behind what holds it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Named {
    Resource(String),
    Method(String),
}

impl Index {
    /// Adds an entry. No scopes stand for every method.
    pub fn add(&mut self, entry: usize, scopes: Option<&[Scope]>) {
        let of_each = scopes.map(|scopes| scopes.iter().map(names).collect::<Option<Vec<_>>>());
        match of_each.flatten() {
            Some(names) => {
                names.into_iter().flatten().for_each(|name| self.named.entry(name).or_default().push(entry));
            }
            None => self.anywhere.push(entry),
        }
    }

    /// Returns the entries that may be for a method, in their order.
    pub fn candidates(&self, it: Subject<'_>) -> BTreeSet<usize> {
        let texts = [it.own_resource(), it.resource()].map(|name| Named::Resource(name.to_owned()));
        let texts = texts.into_iter().chain([&it.method.name, it.name].map(|name| Named::Method(name.to_owned())));
        let named = texts.filter_map(|name| self.named.get(&name)).flatten();
        named.chain(&self.anywhere).copied().collect()
    }
}

/// The names that a method or its resource must have; none if there are others.
fn names(scope: &Scope) -> Option<Vec<Named>> {
    let of =
        |names: Vec<&str>, named: fn(String) -> Named| names.into_iter().map(|name| named(name.to_owned())).collect();
    let methods = scope.methods.texts().map(|names| of(names, Named::Method));
    methods.or_else(|| Some(of(scope.resources.texts()?, Named::Resource)))
}
