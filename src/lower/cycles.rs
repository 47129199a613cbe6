//! Cuts cycles that the engine does not end in: looking for a name in a body, it remembers the references that it has
//! followed, but not those inside of an `allOf`. REPLACE and INSERT end with a stack overflow
//! (`tests/engine_cases/bodies/holds-itself.json`).

use crate::schema::Id;
use crate::tree::change::{self, Change};
use crate::tree::{Node, Text};

use super::graph::{Graph, schema_of};
use super::{Owner, Stage};

impl Stage<'_> {
    /// Turns properties in bodies that only wrap a reference back to a component that holds them into that reference.
    pub(super) fn cut_cycles(&mut self, operations: impl Iterator<Item = usize>) {
        let resolver = self.document.components.resolver();
        let bodies: Vec<_> = operations.filter_map(|index| Some(self.body_schema(index)?.1.node)).collect();
        let graph = Graph::below(bodies, resolver);
        let cycles = graph.cycles();
        let mut changed = Vec::new();
        for (name, cycle) in &cycles {
            let holds = |target: &Text| cycles.get(target) == Some(cycle);
            let node = resolver.schema(name).and_then(|node| unwrapped(node, holds));
            changed.extend(node.map(|node| (Id::new("schemas", name), node)));
        }
        for (id, node) in changed {
            self.counts.requests += 1;
            self.document.components.set(&id, &[], node);
            self.changed.entry(Owner::Component(id)).or_default();
        }
    }
}

/// Returns a schema whose properties refer directly to what an `allOf` with one member wraps, if that holds the schema.
fn unwrapped(node: &Node, holds: impl Fn(&Text) -> bool) -> Option<Node> {
    let properties = node.get("properties")?;
    let changed = change::children(properties, |_, property| {
        let [member] = property.items("allOf") else { return Change::Keep };
        match member.reference().and_then(schema_of).is_some_and(|target| holds(&target)) {
            true => Change::Set(member.clone()),
            false => Change::Keep,
        }
    })?;
    Some(node.with("properties", changed))
}
