//! What version 3.0 spells differently in a schema whose keywords are lowered.

use super::composition::{self, Place};
use super::context::Context;
use super::edit::empty;
use super::{arrays, bounds, types, values};
use crate::place::Mark;
use crate::tree::{Mapping, Node, Value};

impl Context<'_> {
    /// A schema in the spelling of version 3.0, if it has another.
    pub fn respelled(&mut self, source: &Node, lowered: &Node, place: Place) -> Option<Node> {
        let entries = source.as_mapping()?;
        if !entries.iter().any(|(key, node)| is_new(entries, key, node)) {
            return None;
        }
        let mut schema = lowered.as_mapping()?.clone();
        self.set_reference(&mut schema);
        values::set_enum(&mut schema);
        values::set_example(&mut schema);
        bounds::set_bounds(&mut schema);
        self.set_format(&mut schema);
        self.set_tuple(source, &mut schema);
        self.set_additional_properties(source, &mut schema);
        types::set_type(&mut schema);
        composition::set_nullable(source, &mut schema);
        composition::wrap_reference(&mut schema, place);
        arrays::set_items(&mut schema);
        Some(Node::mapping(schema, source.mark))
    }
}

/// Whether OpenAPI 3.0 spells a keyword differently.
fn is_new(schema: &Mapping, key: &str, node: &Node) -> bool {
    match key {
        "type" => match node.as_str() {
            Some(name) => name == "null" || name == "array" && !schema.contains_key("items"),
            None => true,
        },
        "anyOf" | "oneOf" => node.as_sequence().into_iter().flatten().any(types::is_null),
        "$ref" => schema.len() > 1,
        "exclusiveMinimum" | "exclusiveMaximum" => !is_boolean(node),
        "const" | "examples" | "contentEncoding" | "contentMediaType" => true,
        "prefixItems" | "patternProperties" | "unevaluatedProperties" => true,
        "$dynamicRef" | "$recursiveRef" => true,
        _ => false,
    }
}

/// `true` is any value, `false` is none (JSON Schema 2020-12, 4.3.2).
pub fn boolean(accepts: bool, at: Mark) -> Node {
    if accepts { empty(at) } else { empty(at).with("not", empty(at)) }
}

/// Whether a schema is `true` or `false`.
pub fn is_boolean(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
}
