//! Edits of schemas that keep the order of their entries.

use crate::place::Mark;
use crate::tree::{Mapping, Node};

/// Puts entries in the place of one; those whose key stands elsewhere take their place there.
pub fn replace<'k>(schema: &mut Mapping, key: &str, entries: impl IntoIterator<Item = (&'k str, Node)>) {
    let mut index = schema.get_index_of(key).unwrap_or(schema.len());
    schema.shift_remove(key);
    for (key, node) in entries {
        match schema.get_mut(key) {
            Some(place) => *place = node,
            None => {
                schema.shift_insert(index, key.into(), node);
                index += 1;
            }
        }
    }
}

/// Puts a schema that also has to hold in the place of an entry, before those that `allOf` has.
pub fn replace_by_all_of(schema: &mut Mapping, key: &str, member: Node) {
    let at = member.mark;
    let others = schema.get("allOf").and_then(Node::as_sequence).unwrap_or_default();
    let members = [member].into_iter().chain(others.iter().cloned()).collect();
    replace(schema, key, [("allOf", Node::sequence(members, at))]);
}

/// An object without entries: as a schema, any value.
pub fn empty(at: Mark) -> Node {
    Node::mapping(Mapping::default(), at)
}
