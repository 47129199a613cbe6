//! Types: one in OpenAPI 3.0 and, instead of the type `null`, a flag (4.7.24.1).

use super::arrays;
use super::edit::{replace, replace_by_all_of};
use super::values::only_null;
use crate::tree::{Mapping, Node, Text, Value};

/// The keywords that speak of values of some types only (JSON Schema 2020-12, validation, chapter 6).
const KEYWORDS: [(&[&str], &[&str]); 4] = [
    (&["string"], &["pattern", "minLength", "maxLength"]),
    (&["array"], &["items", "minItems", "maxItems", "uniqueItems"]),
    (&["object"], &["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
    (&["integer", "number"], &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// How the formats of numbers start in the registry of OpenAPI; all others are formats of text.
const NUMBER_FORMATS: [&str; 5] = ["int", "uint", "float", "double", "decimal"];

/// Beside these, the type `null` was only meant to allow it: tools that flatten alternatives leave it.
const SAYING_MORE: [&str; 5] = ["enum", "allOf", "anyOf", "oneOf", "$ref"];

/// Whether a schema accepts nothing but `null`.
pub fn is_null(schema: &Node) -> bool {
    let is_null_list = |key: &str| matches!(schema.items(key), [only] if only.is_null());
    match schema.get("type") {
        Some(kind) => {
            kind.as_str() == Some("null") || matches!(schema.items("type"), [one] if one.as_str() == Some("null"))
        }
        None => schema.get("const").is_some_and(Node::is_null) || is_null_list("enum"),
    }
}

/// A list of types (JSON Schema 2020-12, validation, 6.1.1): alternatives, each with the keywords
/// that speak of it; `null` is a flag beside them.
pub fn set_type(schema: &mut Mapping) {
    let Some(node) = schema.get("type").cloned() else { return };
    let Some(names) = names(&node) else { return };
    let is_nullable = names.iter().any(|name| name.as_str() == Some("null"));
    let flag = is_nullable.then(|| ("nullable", Node::bool(true, node.mark)));
    match single_types(&names).as_slice() {
        [] => {
            let says_more = SAYING_MORE.iter().any(|key| schema.contains_key(*key));
            replace(schema, "type", only_null(node.mark).into_iter().filter(|(key, _)| *key != "enum" || !says_more));
        }
        [one] => replace(schema, "type", [("type", Node::new(one.value.clone(), node.mark))].into_iter().chain(flag)),
        several => {
            set_alternatives(schema, &node, several);
            schema.extend(flag.map(|(key, flag)| (key.into(), flag)));
        }
    }
}

/// The types; nothing if that is no list of text, or one type other than `null`.
fn names(node: &Node) -> Option<Vec<Node>> {
    match &node.value {
        Value::String(name) if &**name == "null" => Some(vec![node.clone()]),
        Value::Sequence(names) if !names.is_empty() && names.iter().all(|name| name.as_str().is_some()) => {
            Some(names.to_vec())
        }
        _ => None,
    }
}

/// The types besides `null`, each once. A whole number is a number.
fn single_types(names: &[Node]) -> Vec<Node> {
    let has_numbers = names.iter().any(|name| name.as_str() == Some("number"));
    let mut types: Vec<Node> = Vec::new();
    for name in names {
        let is_covered = name.as_str() == Some("null") || has_numbers && name.as_str() == Some("integer");
        if !is_covered && !types.contains(name) {
            types.push(name.clone());
        }
    }
    types
}

fn set_alternatives(schema: &mut Mapping, node: &Node, types: &[Node]) {
    let members = types.iter().map(|kind| member(schema, kind)).collect();
    let is_left = |key: &Text, value: &Node| match speaks_of(key, value) {
        // A format of none of the types may be one that only the vendor knows.
        Some(family) => key.as_ref() == "format" && !types.iter().any(|kind| is_one_of(kind, family)),
        None => true,
    };
    schema.retain(|key, value| is_left(key, value));
    let members = Node::sequence(members, node.mark);
    if schema.contains_key("anyOf") {
        let member = Mapping::from_iter([("anyOf".into(), members)]);
        replace_by_all_of(schema, "type", Node::mapping(member, node.mark));
    } else {
        replace(schema, "type", [("anyOf", members)]);
    }
}

fn member(schema: &Mapping, kind: &Node) -> Node {
    let mut member = Mapping::from_iter([("type".into(), kind.clone())]);
    let own = schema.iter().filter(|(key, value)| speaks_of(key, value).is_some_and(|family| is_one_of(kind, family)));
    member.extend(own.map(|(key, value)| (Text::clone(key), value.clone())));
    arrays::set_items(&mut member);
    Node::mapping(member, kind.mark)
}

fn is_one_of(kind: &Node, family: &[&str]) -> bool {
    kind.as_str().is_some_and(|name| family.contains(&name))
}

/// The types that a keyword speaks of; nothing if it speaks of all.
fn speaks_of(key: &str, value: &Node) -> Option<&'static [&'static str]> {
    if key != "format" {
        return KEYWORDS.iter().find(|(_, keywords)| keywords.contains(&key)).map(|(types, _)| *types);
    }
    let name = value.as_str()?;
    let is_of_number = NUMBER_FORMATS.iter().any(|start| name.starts_with(start));
    Some(if is_of_number { &["integer", "number"] } else { &["string"] })
}
