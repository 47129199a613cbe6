//! A node of a document with the way to it.

use std::collections::BTreeSet;

use crate::tree::{Node, Text, Value, pointer};

/// The longest chain of references that is followed.
const MAX_CHAIN: usize = 32;

/// A node of a document with the keys and indexes that lead to it.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// The keys and indexes.
    pub way: Vec<Text>,
    /// The node.
    pub node: &'a Node,
}

impl<'a> Spot<'a> {
    /// The node at a way, if there is one.
    pub fn at(root: &'a Node, way: &[&str]) -> Option<Self> {
        way.iter().try_fold(Spot { way: Vec::new(), node: root }, |spot, key| spot.below(key))
    }

    /// Returns the entry or item below it.
    pub fn below(&self, key: &str) -> Option<Self> {
        let node = match &self.node.value {
            Value::Mapping(entries) => entries.get(key)?,
            Value::Sequence(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
        let way = self.way.iter().cloned().chain([Text::from(key)]).collect();
        Some(Spot { way, node })
    }

    /// Returns the entries of an object or the items of a list below a key.
    pub fn all_below(&self, key: &str) -> Vec<(Text, Self)> {
        let Some(parent) = self.below(key) else { return Vec::new() };
        let keys: Vec<Text> = match &parent.node.value {
            Value::Mapping(entries) => entries.keys().cloned().collect(),
            Value::Sequence(items) => (0..items.len()).map(|index| Text::from(index.to_string())).collect(),
            _ => Vec::new(),
        };
        keys.into_iter().filter_map(|key| Some((Text::clone(&key), parent.below(&key)?))).collect()
    }

    /// Returns what it refers to, or itself if it refers to nothing in the document.
    pub fn resolved(&self, root: &'a Node) -> Self {
        let mut spot = self.clone();
        for _ in 0..MAX_CHAIN {
            let Some(way) = spot.node.reference().and_then(way_of) else { break };
            let keys: Vec<&str> = way.iter().map(|key| &**key).collect();
            let Some(target) = Spot::at(root, &keys) else { break };
            spot = target;
        }
        spot
    }

    /// Returns the way as a JSON pointer.
    pub fn pointer(&self) -> String {
        pointer::fragment(self.way.iter().map(|key| &**key))
    }
}

/// Returns the keys that a reference into its own document names.
pub fn way_of(reference: &str) -> Option<Vec<Text>> {
    let decoded = pointer::percent_decoded(reference.strip_prefix("#/")?);
    Some(decoded.split('/').map(|token| Text::from(&*pointer::unescape(token))).collect())
}

/// Returns all references into the document, those of discriminators as well.
pub fn references(node: &Node) -> BTreeSet<String> {
    let (mut found, mut next) = (BTreeSet::new(), vec![node]);
    while let Some(node) = next.pop() {
        match &node.value {
            Value::String(text) if text.starts_with("#/components/") => drop(found.insert(text.to_string())),
            Value::Sequence(items) => next.extend(items.iter()),
            Value::Mapping(entries) => next.extend(entries.values()),
            _ => {}
        }
    }
    found
}
