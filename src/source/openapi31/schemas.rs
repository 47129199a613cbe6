//! Schemas, keyword by keyword: first what is inside, then what version 3.0 spells differently.

use super::{Context, arrays, bounds, composition, empty, positions, types, values};
use crate::place::Mark;
use crate::schema::grammar::SCHEMA_KIND;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Value};

/// Keywords that name a schema or a dialect, or speak to maintainers (JSON Schema 2020-12, chapter
/// 8; `$recursiveAnchor` is of 2019-09). References to the names are rewritten.
const NAMES: [&str; 8] =
    ["$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$vocabulary", "$comment", "$defs"];

/// What a schema is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It describes something with a name: a component, a property, a parameter.
    Described,
    /// It describes a body, items or an alternative, where a bare `$ref` names what is described.
    Plain,
}

impl Context<'_> {
    /// A schema with everything in it, if any of it changes.
    pub fn schema(&mut self, node: &Node, place: Place) -> Option<Node> {
        if let Value::Bool(accepts) = node.value {
            return Some(boolean(accepts, node.mark));
        }
        let entries = node.as_mapping()?;
        let is_scope = self.scopes.is_empty() || is_resource(entries);
        if is_scope {
            self.scopes.push(node.clone());
        }
        let inside = children(node, |key, child| self.keyword(node, key, child));
        let respelled = self.respelled(node, inside.as_ref().unwrap_or(node), place);
        if is_scope {
            self.scopes.pop();
        }
        respelled.or(inside)
    }

    fn keyword(&mut self, schema: &Node, key: &str, node: &Node) -> Change {
        match key {
            _ if NAMES.contains(&key) || self.is_lost(schema, key, node) => Change::Drop,
            "$ref" => self.reference(node).into(),
            "discriminator" => self.discriminator(node).into(),
            "anyOf" | "oneOf" => self.alternatives(node).into(),
            "properties" => self.described(node).into(),
            "additionalProperties" | "unevaluatedProperties" if is_boolean(node) => Change::Keep,
            _ => self.lower(node, positions::child(SCHEMA_KIND, key)).into(),
        }
    }

    fn respelled(&mut self, source: &Node, lowered: &Node, place: Place) -> Option<Node> {
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

/// Whether references inside a schema can start from it: it has a name, or definitions of its own.
pub fn is_resource(schema: &Mapping) -> bool {
    ["$id", "$defs", "$recursiveAnchor"].iter().any(|key| schema.contains_key(*key))
}

/// `true` is any value, `false` is none (JSON Schema 2020-12, 4.3.2).
fn boolean(accepts: bool, at: Mark) -> Node {
    if accepts { empty(at) } else { empty(at).with("not", empty(at)) }
}

fn is_boolean(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
}
