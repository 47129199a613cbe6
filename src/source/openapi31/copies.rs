//! References that OpenAPI 3.0 cannot make: what they lead to is copied to their place.

use super::context::Context;
use crate::schema::grammar::Kind;
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Value};

/// Longer chains of references to references are taken for a circle.
const MAX_CHAIN: usize = 64;

/// Copies in copies: no real document comes near, and each costs a piece of the stack.
const MAX_DEPTH: usize = 8;

/// Nodes that copies may add to a document, as many as aliases may.
const MAX_COPIED_NODES: usize = 2_000_000;

impl Context<'_> {
    /// A path item with what its reference leads to. `components.pathItems` came with OpenAPI 3.1; what stands beside a
    /// reference into it wins (4.8.9.1 leaves that open).
    pub fn merged(&mut self, node: &Node) -> Option<Node> {
        let mut merged: Option<Node> = None;
        for _ in 0..MAX_CHAIN {
            let item = merged.as_ref().unwrap_or(node);
            let Some(reference) = item.reference().filter(|reference| goes(reference)) else { break };
            let Some(target) = pointer::target(self.root, reference).and_then(Node::as_mapping) else { break };
            let (target, beside) = (target.clone(), item.without("$ref"));
            if !self.affords(node) {
                return None;
            }
            merged = Some(over(target, &beside));
        }
        merged
    }

    /// An object with a `$ref`: a copy if its target goes, or if `summary` or `description` beside
    /// the `$ref` override those of the target (OpenAPI 3.1, 4.8.23.1). What else stands there has
    /// no meaning in either version.
    pub fn copy(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let target = resolved(self.root, node).filter(|target| target.as_mapping().is_some())?;
        let overrides = overrides(node, target, kind);
        let is_needed = !overrides.is_empty() || node.reference().is_some_and(goes);
        if !is_needed || !self.affords(node) {
            return None;
        }
        Some(over(target.as_mapping()?.clone(), &Node::mapping(overrides, node.mark)))
    }

    /// Whether the target of a reference can be copied; if not, the reference stays and is reported.
    fn affords(&mut self, node: &Node) -> bool {
        let target = resolved(self.root, node).filter(|_| self.copies.nodes <= MAX_COPIED_NODES);
        self.copies.nodes += target.map_or(0, size);
        let affords = self.copies.depth < MAX_DEPTH && self.copies.nodes <= MAX_COPIED_NODES;
        if !affords {
            let reference = node.reference().unwrap_or_default();
            let message = format!(
                "`{reference}` is not copied and stays invalid in OpenAPI 3.0: the number of copies would not end"
            );
            let help = "write the target out, or refer to a smaller part: the references form a cycle, or multiply";
            self.lose(node.mark, message, help);
        }
        affords
    }
}

/// Whether a reference leads into a part of the document that OpenAPI 3.0 does not have.
fn goes(reference: &str) -> bool {
    reference.starts_with("#/components/pathItems/") || reference.starts_with("#/webhooks/")
}

/// What a node is, if it is a reference: its target.
pub fn resolved<'n>(root: &'n Node, node: &'n Node) -> Option<&'n Node> {
    let mut node = node;
    for _ in 0..MAX_CHAIN {
        match node.reference() {
            None => return Some(node),
            Some(reference) => node = pointer::target(root, reference)?,
        }
    }
    None
}

fn overrides(node: &Node, target: &Node, kind: Kind) -> Mapping {
    let is_of_kind = |key: &str| matches!(kind.child(key), Kind::Text) && node.get(key) != target.get(key);
    let beside = ["summary", "description"].into_iter().filter(|key| is_of_kind(key));
    beside.filter_map(|key| Some((key.into(), node.get(key)?.clone()))).collect()
}

fn over(mut target: Mapping, beside: &Node) -> Node {
    target.extend(beside.as_mapping().cloned().unwrap_or_default());
    Node::mapping(target, beside.mark)
}

fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Mapping(entries) => entries.values().map(size).sum(),
        Value::Sequence(items) => items.iter().map(size).sum(),
        _ => 0,
    };
    below + 1
}
