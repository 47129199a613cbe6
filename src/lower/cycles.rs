//! Cuts cycles that the engine does not end in: looking for a name in a body, it remembers the references that it has
//! followed, but not those inside of an `allOf` (seen: a stack overflow in REPLACE).

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::Id;
use crate::tree::change::{self, Change};
use crate::tree::{Node, Text};

use super::exec::references;
use super::{Owner, Stage};

impl Stage<'_> {
    /// Turns properties that only wrap a reference back to a component that holds them into that reference.
    pub(super) fn cut_cycles(&mut self, index: usize) {
        let found = || {
            let schema = self.engine().body(&self.operation(index)?.node)?.schema?;
            Some(schema.node.clone())
        };
        let Some(schema) = found() else { return };
        let edges = self.edges(&schema);
        for (name, below) in &edges {
            let Some(node) = self.engine().resolver.schema(name).filter(|_| !below.is_empty()) else { continue };
            let holds = |target: &Text| reaches(&edges, target, name);
            let Some(changed) = unwrapped(node, holds) else { continue };
            self.counts.requests += 1;
            let id = Id::new("schemas", name);
            self.document.components.set(&id, &[], changed);
            self.changed.entry(Owner::Component(id)).or_default();
        }
    }

    /// Returns the components below a schema, each with those that it refers to.
    fn edges(&self, schema: &Node) -> BTreeMap<Text, Vec<Text>> {
        let mut edges = BTreeMap::new();
        let mut waiting = references(schema);
        while let Some(name) = waiting.pop() {
            let Some(node) = self.engine().resolver.schema(&name).filter(|_| !edges.contains_key(&name)) else {
                continue;
            };
            let below = references(node);
            waiting.extend(below.iter().cloned());
            edges.insert(name, below);
        }
        edges
    }
}

/// Whether a component refers to another one, directly or not.
fn reaches(edges: &BTreeMap<Text, Vec<Text>>, from: &Text, to: &Text) -> bool {
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(name) = waiting.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            waiting.extend(edges.get(name).into_iter().flatten());
        }
    }
    false
}

/// Returns a schema whose properties refer directly to what an `allOf` with one member wraps, if that holds the schema.
fn unwrapped(node: &Node, holds: impl Fn(&Text) -> bool) -> Option<Node> {
    let properties = node.get("properties")?;
    let changed = change::children(properties, |_, property| {
        let [member] = property.items("allOf") else { return Change::Keep };
        let is_cycle = references(member).first().is_some_and(&holds) && member.reference().is_some();
        if is_cycle { Change::Set(member.clone()) } else { Change::Keep }
    })?;
    Some(node.with("properties", changed))
}
