//! Locations of schemas, so that one schema can replace another.

use std::sync::Arc;

use crate::schema::{Id, Resolver};
use crate::tree::{Node, Text, pointer};

/// A place in an operation or in a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The component, or `None` for the current operation.
    pub component: Option<Id>,
    /// The keys and indexes inside it.
    pub path: Vec<Text>,
}

impl Location {
    /// Returns the location of what a reference leads to, if that is in a component.
    fn of_reference(reference: &str) -> Option<Self> {
        let mut steps = reference
            .strip_prefix("#/components/")?
            .split('/')
            .map(|step| Text::from(pointer::unescape(&pointer::percent_decoded(step)).into_owned()));
        let component = Id { section: steps.next()?, name: steps.next()? };
        Some(Location { component: Some(component), path: steps.collect() })
    }
}

/// A node with its location.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// The node.
    pub node: &'a Node,
    /// The location.
    pub location: Location,
}

impl<'a> Spot<'a> {
    /// Returns the spot of an operation.
    pub fn operation(node: &'a Node) -> Self {
        Spot { node, location: Location { component: None, path: Vec::new() } }
    }

    /// Returns the spot of a component schema.
    pub fn schema(name: &str, node: &'a Node) -> Self {
        Spot { node, location: Location { component: Some(Id::new("schemas", name)), path: Vec::new() } }
    }

    /// Returns the value of a key.
    pub fn child(&self, key: &str) -> Option<Self> {
        Some(self.below(key.into(), self.node.get(key)?))
    }

    /// Returns the value of a key inside of a group.
    pub fn entry(&self, group: &str, key: &str) -> Option<Self> {
        self.child(group)?.child(key)
    }

    /// Returns the items of the list under a key.
    pub fn items(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let list = self.child(key);
        let items = list.as_ref().and_then(|list| list.node.as_sequence()).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .filter_map(move |(index, item)| list.as_ref().map(|list| list.below(index.to_string().into(), item)))
    }

    /// Returns the spot itself, or the component or part of one that its `$ref` finally leads to.
    pub fn resolve(self, resolver: Resolver<'a>) -> Option<Self> {
        if self.node.reference().is_none() {
            return Some(self);
        }
        let last = resolver.chain(self.node).filter_map(Node::reference).last()?;
        let location = Location::of_reference(last)?;
        Some(Spot { node: resolver.resolve(self.node)?, location })
    }

    fn below(&self, key: Text, node: &'a Node) -> Self {
        let mut path = Vec::with_capacity(self.location.path.len() + 1);
        path.extend(self.location.path.iter().map(Arc::clone));
        path.push(key);
        Spot { node, location: Location { component: self.location.component.clone(), path } }
    }
}
