//! The schemas around a reference that it can start from, and what it leads to from there.

use std::sync::Arc;

use crate::place::Mark;
use crate::tree::{Mapping, Node, Value};

/// What a reference leads to, and the schemas around it that its own references can start from.
#[derive(Clone)]
pub struct Target {
    /// The schema.
    pub node: Node,
    /// From the outermost; the schema itself may be the last.
    pub scopes: Vec<Node>,
}

impl Target {
    /// What a pointer leads to from here.
    pub fn inside(self, pointer: &str) -> Option<Target> {
        let node = self.node.clone();
        descend(&node, &self.into_scopes(), pointer)
    }

    /// What references inside of it can start from.
    pub fn into_scopes(mut self) -> Vec<Node> {
        self.scopes.push(self.node);
        self.scopes
    }
}

/// What tells a node of the source from all others: its place is not enough, as the first entry of
/// an item in a list shares that of the item.
pub type Identity = (Mark, usize);

/// The identity of a node of the source.
pub fn identity(node: &Node) -> Identity {
    match &node.value {
        Value::Mapping(entries) => (node.mark, Arc::as_ptr(entries).addr()),
        _ => (node.mark, 0),
    }
}

/// Whether references inside a schema can start from it: it has a name, or definitions of its own.
pub fn is_resource(schema: &Mapping) -> bool {
    ["$id", "$defs", "$recursiveAnchor"].iter().any(|key| schema.contains_key(*key))
}

/// The schema that fragments are relative to: the next with an `$id`, or marked as one in the manner
/// of 2019-09.
pub fn resource(scopes: &[Node]) -> Option<&Node> {
    scopes.iter().rev().find(|scope| scope.get("$id").is_some() || scope.flag("$recursiveAnchor"))
}

/// The target of a pointer, with the schemas on the way that references can start from. They start
/// from the base as well, unless that is the document.
pub fn descend(base: &Node, around: &[Node], pointer: &str) -> Option<Target> {
    base.at_pointer(pointer)?;
    let (mut node, mut scopes) = (base, around.to_vec());
    for (depth, token) in pointer.split('/').enumerate().skip(1) {
        let is_component = depth == 4 && around.is_empty() && pointer.starts_with("/components/schemas/");
        if depth > 1 && (is_component || node.as_mapping().is_some_and(is_resource)) {
            scopes.push(node.clone());
        }
        node = node.at_pointer(&format!("/{token}"))?;
    }
    Some(Target { node: node.clone(), scopes })
}
