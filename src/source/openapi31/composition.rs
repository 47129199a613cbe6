//! Alternatives of which one is `null`, and references with something beside them.

use super::edit::{replace, replace_by_all_of};
use super::types;
use super::values::only_null;
use crate::schema::ALTERNATIVES;
use crate::tree::{Mapping, Node, Text, Value};

/// Keywords that describe a value and do not restrict it (JSON Schema 2020-12, validation, chapter
/// 9; OpenAPI 3.1, 4.8.24).
const ANNOTATIONS: [&str; 9] =
    ["title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml"];

/// What a schema is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It describes something with a name: a component, a property, a parameter.
    Described,
    /// It describes a body, items or an alternative, where a bare `$ref` names what is described.
    Plain,
}

/// Says with a flag that `null` was among the alternatives, from which it is gone.
pub fn set_nullable(source: &Node, schema: &mut Mapping) {
    for key in ALTERNATIVES {
        if source.items(key).iter().any(types::is_null) {
            set_alternatives(schema, key, can_be_null(source));
        }
    }
}

fn set_alternatives(schema: &mut Mapping, key: &str, can_be_null: bool) {
    let Some(list) = schema.get(key).cloned() else { return };
    let flag = Node::bool(true, list.mark);
    match list.as_sequence().unwrap_or_default() {
        [] => replace(schema, key, only_null(list.mark)),
        [one] => collapse(schema, key, one, can_be_null),
        _ => {}
    }
    if can_be_null {
        schema.insert("nullable".into(), flag);
    }
}

/// A type beside alternatives may rule out the `null` among them.
fn can_be_null(source: &Node) -> bool {
    let is_null = |name: &Node| name.as_str() == Some("null");
    source.get("type").is_none_or(|kind| is_null(kind) || source.items("type").iter().any(is_null))
}

/// The only alternative left becomes part of the schema, whose own annotations win.
fn collapse(schema: &mut Mapping, key: &str, member: &Node, can_be_null: bool) {
    let Some(entries) = member.as_mapping() else { return };
    let clashes = |name: &str| name != key && schema.contains_key(name);
    let is_apart = entries.keys().any(|name| clashes(name) && !is_annotation(name));
    if is_apart {
        return replace_by_all_of(schema, key, member.clone());
    }
    let own = entries.iter().filter(|(name, _)| !clashes(name));
    let own: Vec<(Text, Node)> =
        own.map(|(name, node)| (Text::clone(name), with_null(name, node, can_be_null))).collect();
    replace(schema, key, own.iter().map(|(name, node)| (name.as_ref(), node.clone())));
}

/// `nullable` does not add to an `enum` (OpenAPI 3.0.3, 4.7.24.1, and its proposal on `nullable`).
fn with_null(key: &str, node: &Node, can_be_null: bool) -> Node {
    match node.as_sequence() {
        Some(values) if key == "enum" && can_be_null && !values.iter().any(Node::is_null) => {
            let null = Node::new(Value::Null, node.mark);
            Node::sequence(values.iter().cloned().chain([null]).collect(), node.mark)
        }
        _ => node.clone(),
    }
}

/// A `$ref` with something beside it, which OpenAPI 3.0 would ignore (4.7.23.1), as a composition.
///
/// Where a bare `$ref` names what is described, annotations beside it are not worth the name: the
/// engine calls rows and alternatives after their components.
pub fn wrap_reference(schema: &mut Mapping, place: Place) {
    let Some(reference) = schema.get("$ref").filter(|reference| reference.as_str().is_some()).cloned() else { return };
    let matters = |key: &str| place == Place::Described || !is_annotation(key);
    if schema.keys().any(|key| &**key != "$ref" && matters(key)) {
        let at = reference.mark;
        replace_by_all_of(schema, "$ref", Node::mapping(Mapping::from_iter([("$ref".into(), reference)]), at));
    }
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}
