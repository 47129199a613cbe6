//! Lists: one schema for all items in OpenAPI 3.0, which has no tuples.

use std::collections::HashSet;

use super::context::Context;
use super::edit::{empty, replace};
use crate::tree::{Mapping, Node, Value};

impl Context<'_> {
    /// `prefixItems`, and `items` for those behind (JSON Schema 2020-12, 10.3.1): alternatives for
    /// each item.
    pub fn set_tuple(&mut self, source: &Node, schema: &mut Mapping) {
        let Some(tuple) = schema.get("prefixItems").cloned() else { return };
        let Some(prefix) = tuple.as_sequence() else { return };
        let rest = source.get("items");
        let is_closed = rest.is_some_and(|rest| matches!(rest.value, Value::Bool(false)));
        let behind = schema.get("items").filter(|_| rest.is_some_and(|rest| rest.as_mapping().is_some()));
        let items = distinct(prefix.iter().chain(behind));
        if items.len() > 1 {
            let message =
                "OpenAPI 3.0 cannot express the order of `prefixItems`; each item of the list may be any of them";
            self.lose(tuple.mark, message, "describe the order in the description, or use an object");
        }
        replace(schema, "prefixItems", [("items", one_of(items, &tuple))]);
        if is_closed && !schema.contains_key("maxItems") {
            let length = Value::Number(prefix.len().to_string().into());
            schema.insert("maxItems".into(), Node::new(length, tuple.mark));
        }
    }
}

fn distinct<'n>(items: impl Iterator<Item = &'n Node>) -> Vec<Node> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(format!("{item:?}"))).cloned().collect()
}

fn one_of(items: Vec<Node>, tuple: &Node) -> Node {
    match <[Node; 1]>::try_from(items) {
        Ok([item]) => item,
        Err(items) if items.is_empty() => empty(tuple.mark),
        Err(items) => empty(tuple.mark).with("anyOf", Node::sequence(items, tuple.mark)),
    }
}

/// OpenAPI 3.0 wants `items` in every list (4.7.24.1), and the engine fails without; version 3.1
/// does not. Compositions and references have theirs elsewhere.
pub fn set_items(schema: &mut Mapping) {
    let Some(kind) = schema.get("type").filter(|kind| kind.as_str() == Some("array")) else { return };
    let at = kind.mark;
    if !["items", "allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.contains_key(*key)) {
        schema.insert("items".into(), empty(at));
    }
}
