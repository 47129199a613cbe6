//! Keywords that give values: `const` became part of `enum`, the first of `examples` the `example`.

use super::edit::replace;
use crate::place::Mark;
use crate::tree::scalar;
use crate::tree::scalar::Number;
use crate::tree::{Mapping, Node, Value};

/// `const` is an `enum` of one value (JSON Schema 2020-12, validation, 6.1.3). A schema without a
/// type gets that of the value, for the engine asks for it.
pub fn set_enum(schema: &mut Mapping) {
    let Some(value) = schema.get("const").cloned() else { return };
    let at = value.mark;
    let says_type = ["type", "$ref"].iter().any(|key| schema.contains_key(*key));
    let implied = if says_type { None } else { implied_type(&value) };
    let values = ("enum", Node::sequence(vec![value], at));
    replace(schema, "const", implied.map(|(key, value)| (key, Node::new(value, at))).into_iter().chain([values]));
}

fn implied_type(value: &Node) -> Option<(&'static str, Value)> {
    let name = match &value.value {
        Value::Null => return Some(("nullable", Value::Bool(true))),
        Value::Bool(_) => "boolean",
        Value::Number(spelling) => match scalar::number(spelling) {
            Some(Number::Natural(_) | Number::Negative(_)) => "integer",
            _ => "number",
        },
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    };
    Some(("type", Value::String(name.into())))
}

/// The first of a list of examples (JSON Schema 2020-12, validation, 9.5), unless there is an
/// `example` already: readers of version 3.0 show one.
pub fn set_example(schema: &mut Mapping) {
    let Some(examples) = schema.get("examples").and_then(Node::as_sequence) else { return };
    let first = examples.first().filter(|_| !schema.contains_key("example")).cloned();
    replace(schema, "examples", first.map(|first| ("example", first)));
}

/// `null` as the only value: OpenAPI 3.0 has no type for it (4.7.24.1 knows `nullable` alone).
pub fn only_null(at: Mark) -> [(&'static str, Node); 2] {
    let null = Node::new(Value::Null, at);
    [("nullable", Node::bool(true, at)), ("enum", Node::sequence(vec![null], at))]
}
