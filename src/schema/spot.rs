//! Where schemas stand, so that one can be put in the place of another.

use std::sync::Arc;

use crate::schema::{Id, Resolver};
use crate::tree::{Node, Text};

/// A place in an operation or in a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The component; nothing stands for the operation at hand.
    pub component: Option<Id>,
    /// Keys and indexes below it.
    pub path: Vec<Text>,
}

/// A node and where it stands.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// What stands there.
    pub node: &'a Node,
    /// Where.
    pub location: Location,
}

impl<'a> Spot<'a> {
    /// An operation itself.
    pub fn operation(node: &'a Node) -> Self {
        Spot { node, location: Location { component: None, path: Vec::new() } }
    }

    /// A schema of a name.
    pub fn schema(name: &str, node: &'a Node) -> Self {
        Spot { node, location: Location { component: Some(Id::new("schemas", name)), path: Vec::new() } }
    }

    /// What stands under a key.
    pub fn child(&self, key: &str) -> Option<Self> {
        Some(self.below(key.into(), self.node.get(key)?))
    }

    /// What stands under a key of the object under another.
    pub fn entry(&self, group: &str, key: &str) -> Option<Self> {
        self.child(group)?.child(key)
    }

    /// The items of the list under a key.
    pub fn items(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let list = self.child(key);
        let items = list.as_ref().and_then(|list| list.node.as_sequence()).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .filter_map(move |(index, item)| list.as_ref().map(|list| list.below(index.to_string().into(), item)))
    }

    /// The value itself, or the component that its `$ref` leads to in the end.
    pub fn resolve(self, resolver: Resolver<'a>) -> Option<Self> {
        match self.node.reference() {
            None => Some(self),
            Some(_) => {
                let (id, node) = resolver.component(self.node)?;
                Some(Spot { node, location: Location { component: Some(id), path: Vec::new() } })
            }
        }
    }

    fn below(&self, key: Text, node: &'a Node) -> Self {
        let mut path = Vec::with_capacity(self.location.path.len() + 1);
        path.extend(self.location.path.iter().map(Arc::clone));
        path.push(key);
        Spot { node, location: Location { component: self.location.component.clone(), path } }
    }
}
