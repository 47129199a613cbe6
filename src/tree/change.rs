//! Edits a tree by copying only the nodes that change and their ancestors.

use std::sync::Arc;

use rayon::prelude::*;

use crate::place::FileId;
use crate::tree::{Mapping, Node, Text, Value};

/// Minimum number of entries that are worth several threads.
const MANY: usize = 64;

/// How a node changes.
pub enum Change {
    /// The node stays.
    Keep,
    /// Another node replaces it.
    Set(Node),
    /// The node is removed.
    Drop,
}

impl From<Option<Node>> for Change {
    fn from(changed: Option<Node>) -> Self {
        changed.map_or(Change::Keep, Change::Set)
    }
}

/// Returns the node with its entries or items changed, or `None` if all of them stay.
pub fn children(node: &Node, mut change: impl FnMut(&str, &Node) -> Change) -> Option<Node> {
    match &node.value {
        Value::Mapping(entries) => entries_changed(entries, change).map(|entries| Node::mapping(entries, node.mark)),
        Value::Sequence(items) => {
            items_changed(items, |item| change("", item)).map(|items| Node::sequence(items, node.mark))
        }
        _ => None,
    }
}

/// Returns a tree whose marks are in a file.
pub(crate) fn in_file(node: &Node, file: FileId) -> Node {
    let moved = children(node, |_, child| Change::Set(in_file(child, file))).unwrap_or_else(|| node.clone());
    Node::new(moved.value, node.mark.in_file(file))
}

/// Returns a tree whose marks in the document are in a file instead, and whose other marks stay.
pub(crate) fn from_document(node: &Node, file: FileId) -> Node {
    let moved = children(node, |_, child| Change::Set(from_document(child, file))).unwrap_or_else(|| node.clone());
    let is_of_document = node.mark.file() == FileId::DOCUMENT;
    Node::new(moved.value, if is_of_document { node.mark.in_file(file) } else { node.mark })
}

/// As [`children`] for objects that may be large, such as all schemas: what becomes of an entry is found in parallel, and `settle`
/// is told in the order of the entries.
pub fn side_by_side<T: Send>(
    node: &Node,
    found: impl Fn(&str, &Node) -> T + Sync,
    mut settle: impl FnMut(T) -> Change,
) -> Option<Node> {
    match node.as_mapping() {
        Some(entries) if entries.len() >= MANY => {
            let all: Vec<T> = entries.par_iter().map(|(key, child)| found(key, child)).collect();
            let mut all = all.into_iter();
            children(node, |_, _| all.next().map_or(Change::Keep, &mut settle))
        }
        _ => children(node, |key, child| settle(found(key, child))),
    }
}

/// Sets the value at a path of keys and indexes. The last key may be new; if another is missing, does nothing.
pub fn replace(node: &mut Node, path: &[Text], value: Node) {
    let Some((key, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    match &mut node.value {
        Value::Mapping(entries) => match (Arc::make_mut(entries), rest) {
            (entries, []) => drop(entries.insert(Text::clone(key), value)),
            (entries, rest) => {
                if let Some(child) = entries.get_mut(key) {
                    replace(child, rest, value);
                }
            }
        },
        Value::Sequence(items) => {
            let index = key.parse::<usize>().ok();
            if let Some(child) = index.and_then(|index| Arc::make_mut(items).get_mut(index)) {
                replace(child, rest, value);
            }
        }
        _ => {}
    }
}

fn entries_changed(entries: &Mapping, mut change: impl FnMut(&str, &Node) -> Change) -> Option<Mapping> {
    let mut changed: Option<Mapping> = None;
    for (index, (key, child)) in entries.iter().enumerate() {
        let set = |changed: Mapping, node: Node| {
            let mut changed = changed;
            changed.insert(Text::clone(key), node);
            changed
        };
        let start = || entries.iter().take(index).map(|(k, n)| (Text::clone(k), n.clone())).collect();
        changed = match change(key, child) {
            Change::Keep => changed.map(|entries| set(entries, child.clone())),
            Change::Set(node) => Some(set(changed.unwrap_or_else(start), node)),
            Change::Drop => Some(changed.unwrap_or_else(start)),
        };
    }
    changed
}

fn items_changed(items: &[Node], mut change: impl FnMut(&Node) -> Change) -> Option<Vec<Node>> {
    let mut changed: Option<Vec<Node>> = None;
    for (index, child) in items.iter().enumerate() {
        let next = change(child);
        if !matches!(next, Change::Keep) && changed.is_none() {
            changed = items.get(..index).map(<[Node]>::to_vec);
        }
        match (next, &mut changed) {
            (Change::Keep, Some(items)) => items.push(child.clone()),
            (Change::Set(node), Some(items)) => items.push(node),
            _ => {}
        }
    }
    changed
}
