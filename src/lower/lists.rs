//! Writes the list in a composition as a list: the engine takes rows from the items of a list alone, but makes one row
//! of an object that is sent in place of a list (provider-format 3.1).

use crate::config::Lower;
use crate::schema::list::{List, list};
use crate::schema::{Resolver, is_array, is_composed};
use crate::tree::{Mapping, Node};

/// Returns the list that a composition is, or that one of its alternatives is. Its items are those of all its lists,
/// together with the objects that may be sent in place of a list.
pub fn written_out(schema: &Node, resolver: Resolver<'_>, switches: Lower) -> Option<Node> {
    let is_on = if schema.items("allOf").is_empty() { switches.variants } else { switches.all_of };
    if is_array(schema) || !is_composed(schema) || !is_on {
        return None;
    }
    let List { items, others } = list(schema, resolver)?;
    let mut rows: Vec<Node> = Vec::new();
    for row in items.into_iter().chain(others) {
        if !rows.contains(row) {
            rows.push(row.clone());
        }
    }
    let mut entries = Mapping::from_iter([("type".into(), Node::string("array", schema.mark))]);
    entries.extend(schema.get("description").map(|text| ("description".into(), text.clone())));
    entries.extend(either(rows, schema).map(|row| ("items".into(), row)));
    Some(Node::mapping(entries, schema.mark))
}

/// Returns the only row, or a schema with all of them as alternatives.
fn either(mut rows: Vec<Node>, schema: &Node) -> Option<Node> {
    let last = rows.pop()?;
    if rows.is_empty() {
        return Some(last);
    }
    rows.push(last);
    let alternatives = Node::sequence(rows, schema.mark);
    Some(Node::mapping(Mapping::from_iter([("anyOf".into(), alternatives)]), schema.mark))
}
