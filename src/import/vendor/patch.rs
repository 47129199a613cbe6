//! Additions to the vendor's document, grouped by what they are and where they go.

use std::collections::BTreeMap;

use crate::place::Mark;
use crate::tree::{Mapping, Node, Text};

/// What is added. Each kind is a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Whole operations.
    Operations,
    /// Parameters of operations.
    Parameters,
    /// Request bodies and their media types.
    Requests,
    /// Responses and their media types.
    Responses,
    /// Schemas and their properties, and other components.
    Schemas,
    /// Security schemes and requirements.
    Security,
    /// Servers.
    Servers,
}

impl Kind {
    /// Returns the name of the kind's file.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Operations => "operations",
            Kind::Parameters => "parameters",
            Kind::Requests => "requests",
            Kind::Responses => "responses",
            Kind::Schemas => "schemas",
            Kind::Security => "security",
            Kind::Servers => "servers",
        }
    }
}

/// The updates of the places of a document, by kind.
#[derive(Debug, Default)]
pub struct Patch {
    /// For each kind, what is merged into which object.
    pub updates: BTreeMap<Kind, BTreeMap<Vec<Text>, Node>>,
}

impl Patch {
    /// Adds a value below an object of the document. Returns whether it is there now: the first of two values stays.
    pub fn add(&mut self, kind: Kind, target: &[Text], keys: &[&str], value: &Node) -> bool {
        let update = self.updates.entry(kind).or_default().entry(target.to_vec()).or_insert_with(object);
        let (changed, is_there) = with(update, keys, value);
        *update = changed;
        is_there
    }

    /// Adds a parameter to an operation of the document. Of two with the same name and location, the first stays.
    pub fn parameter(&mut self, target: &[Text], item: &Node) {
        let (kind, key) = (Kind::Parameters, "parameters");
        let update = self.updates.entry(kind).or_default().entry(target.to_vec()).or_insert_with(object);
        let mut items = update.items(key).to_vec();
        let is_same = |known: &Node| known.text("name") == item.text("name") && known.text("in") == item.text("in");
        if !items.iter().any(is_same) {
            items.push(item.clone());
            *update = update.with(key, Node::sequence(items, Mark::default()));
        }
    }
}

fn object() -> Node {
    Node::mapping(Mapping::default(), Mark::default())
}

fn with(node: &Node, keys: &[&str], value: &Node) -> (Node, bool) {
    match (keys.split_first(), node.as_mapping()) {
        (Some((key, rest)), Some(entries)) => {
            let below = entries.get(*key).cloned();
            let (child, is_there) = match (below, rest) {
                (None, []) => (value.clone(), true),
                (Some(known), []) => (known.clone(), known == *value),
                (below, rest) => with(&below.unwrap_or_else(object), rest, value),
            };
            (node.with(key, child), is_there)
        }
        _ => (node.clone(), false),
    }
}
