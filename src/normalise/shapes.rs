//! Converts values to the type that OpenAPI expects. The engine's loader does not convert between numbers and text, and
//! rejects a whole service for one wrong value.

use crate::finding::{Finding, ITEMS_STRAY, OPENAPI_TYPE_MISMATCH, Site};
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::schema::kind;
use crate::tree::change;
use crate::tree::change::Change;
use crate::tree::scalar;
use crate::tree::scalar::Number;
use crate::tree::{Mapping, Node, Value};

/// Returns the document with corrected types. Values that cannot be converted are removed and reported.
pub fn tidy(root: &Node, findings: &mut Vec<Finding>) -> Node {
    match part(root, DOCUMENT_KIND, findings) {
        Change::Set(node) => node,
        Change::Keep | Change::Drop => root.clone(),
    }
}

/// Returns how to change a part of a document to match its expected kind.
pub fn part(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Change {
    match kind {
        Kind::Data => Change::Keep,
        Kind::Text => text(node, findings),
        Kind::Flag => flag(node, findings),
        Kind::Number => number(node, findings),
        Kind::Count => count(node, findings),
        Kind::SchemaOrFlag if matches!(node.value, Value::Bool(_)) => Change::Keep,
        Kind::Object(_) | Kind::SchemaOrFlag => object(node, kind, findings),
        Kind::Map(_) => map(node, kind, findings),
        Kind::List(_) => list(node, kind, findings),
    }
}

fn text(node: &Node, findings: &mut Vec<Finding>) -> Change {
    match &node.value {
        Value::String(_) => Change::Keep,
        Value::Number(spelling) => Change::Set(Node::string(spelling.clone(), node.mark)),
        Value::Bool(value) => Change::Set(Node::string(value.to_string(), node.mark)),
        Value::Null => Change::Drop,
        _ => refuse(node, "text", findings),
    }
}

fn flag(node: &Node, findings: &mut Vec<Finding>) -> Change {
    match (&node.value, node.as_str()) {
        (Value::Bool(_), _) => Change::Keep,
        (_, Some("true")) => Change::Set(Node::bool(true, node.mark)),
        (_, Some("false")) => Change::Set(Node::bool(false, node.mark)),
        (Value::Null, _) => Change::Drop,
        _ => refuse(node, "`true` or `false`", findings),
    }
}

fn number(node: &Node, findings: &mut Vec<Finding>) -> Change {
    match &node.value {
        Value::Number(_) => Change::Keep,
        Value::String(text) if scalar::number(text).is_some() => {
            Change::Set(Node::new(Value::Number(text.clone()), node.mark))
        }
        Value::Null => Change::Drop,
        _ => refuse(node, "a number", findings),
    }
}

fn count(node: &Node, findings: &mut Vec<Finding>) -> Change {
    let spelling = match &node.value {
        Value::Number(text) | Value::String(text) => text,
        Value::Null => return Change::Drop,
        _ => return refuse(node, "a non-negative integer", findings),
    };
    match scalar::number(spelling) {
        Some(Number::Natural(_)) if matches!(node.value, Value::Number(_)) => Change::Keep,
        Some(Number::Natural(value)) => set_count(node, value),
        // 2^53: above it a float is not exact.
        Some(Number::Float(value)) if value >= 0.0 && value.fract() == 0.0 && value < 9_007_199_254_740_992.0 => {
            set_count(node, value as u64)
        }
        _ => refuse(node, "a non-negative integer", findings),
    }
}

fn set_count(node: &Node, value: u64) -> Change {
    Change::Set(Node::new(Value::Number(value.to_string().into()), node.mark))
}

fn object(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Change {
    let is_schema = kind.is_schema();
    match (&node.value, kind.object().map(|object| object.name)) {
        (Value::Mapping(_), _) => {}
        (Value::Bool(value), _) if is_schema => return Change::Set(boolean_schema(*value, node)),
        (Value::String(_), Some("discriminator")) => {
            return Change::Set(Node::mapping(Mapping::default(), node.mark).with("propertyName", node.clone()));
        }
        (_, name) => return refuse(node, name.map_or("an object", article), findings),
    }
    let changed = entries_tidied(node, kind, findings);
    match complete(changed.as_ref().unwrap_or(node), kind, findings) {
        Some(node) => Change::Set(node),
        None => changed.into(),
    }
}

/// `true` is any value, `false` is none (JSON Schema 2020-12, 4.3.2).
fn boolean_schema(value: bool, node: &Node) -> Node {
    let any = Node::mapping(Mapping::default(), node.mark);
    if value { any } else { any.with("not", Node::mapping(Mapping::default(), node.mark)) }
}

fn article(name: &'static str) -> &'static str {
    match name {
        "schema" => "a schema",
        "parameter" => "a parameter",
        "response" => "a response",
        "operation" => "an operation",
        "path item" => "a path item",
        _ => "an object",
    }
}

/// Adds or removes what the engine needs or does not support in an object.
fn complete(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Option<Node> {
    match kind.object()?.name {
        "parameter" => parameter(node, findings),
        "schema" => schema(node, findings),
        _ => None,
    }
}

fn parameter(node: &Node, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut mended = None;
    if node.text("in") == Some("path") && !node.flag("required") {
        mended = Some(node.with("required", Node::bool(true, node.mark)));
    }
    match (node.get("schema"), node.get("content")) {
        (Some(_), None) => return mended,
        _ if node.reference().is_some() => return mended,
        (Some(_), Some(content)) => drop(refuse(content, "either `schema` or `content`", findings)),
        (None, _) => mended = Some(mended.unwrap_or_else(|| node.clone()).with("schema", schema_of_content(node))),
    }
    mended.map(|node| node.without("content")).or_else(|| Some(node.without("content")))
}

/// The engine crashes on a parameter without a schema.
fn schema_of_content(parameter: &Node) -> Node {
    let text = || Node::string("string", parameter.mark);
    let written = parameter.entries("content").find_map(|(_, media)| media.get("schema"));
    written.cloned().unwrap_or_else(|| Node::mapping(Mapping::from_iter([("type".into(), text())]), parameter.mark))
}

/// Sets the type that the engine needs: `object` beside properties, `array` beside `items`. A composition has its own.
fn schema(node: &Node, findings: &mut Vec<Finding>) -> Option<Node> {
    let has = |key| node.get(key).is_some();
    let is_composed = has("allOf") || has("oneOf") || has("anyOf") || has("not");
    if has("$ref") {
        return None;
    }
    let of_type = |name| node.with("type", Node::string(name, node.mark));
    match (node.text("type"), node.get("items")) {
        (Some("object"), Some(items)) => Some(match is_composed || describes_object(node) {
            true => without_items(node, items, findings),
            false => as_list(of_type("array"), items, findings),
        }),
        (None, Some(items)) if describes_object(node) && !is_composed => {
            Some(without_items(&of_type("object"), items, findings))
        }
        (None, Some(_)) if !has("type") && !is_composed => Some(of_type("array")),
        (None, None) if (has("properties") || has("additionalProperties")) && !has("type") && !is_composed => {
            Some(of_type("object"))
        }
        _ => None,
    }
}

/// Whether a schema says what is in an object.
fn describes_object(node: &Node) -> bool {
    kind::has_properties(node) || kind::values_of_map(node).is_some()
}

/// Only a list has `items`. An object that is sent nevertheless is one row.
fn as_list(list: Node, items: &Node, findings: &mut Vec<Finding>) -> Node {
    let message = "this schema has `type: object` and describes the items of a list; it is read as a list";
    let help = "write `type: array` in the spec, or remove `items`";
    findings.push(Finding::new(&ITEMS_STRAY, Site::Spec(items.mark), message.to_owned(), help));
    list
}

/// The engine takes the columns of an object from its `items`, and all of them are NULL.
fn without_items(object: &Node, items: &Node, findings: &mut Vec<Finding>) -> Node {
    let message = "this schema describes an object and has `items`, which only a list has; they are left out";
    let help = "remove `items` from the spec, or write `type: array`";
    findings.push(Finding::new(&ITEMS_STRAY, Site::Spec(items.mark), message.to_owned(), help));
    object.without("items")
}

fn map(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Change {
    match &node.value {
        Value::Mapping(_) => entries_tidied(node, kind, findings).into(),
        Value::Null => Change::Drop,
        _ => refuse(node, "an object", findings),
    }
}

fn entries_tidied(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Option<Node> {
    let tidied = |key: &str, child: &Node| {
        let mut found = Vec::new();
        (entry(key, child, kind, &mut found), found)
    };
    change::side_by_side(node, tidied, |(change, mut found)| {
        findings.append(&mut found);
        change
    })
}

fn entry(key: &str, child: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Change {
    match part(child, kind.child(key), findings) {
        Change::Drop if key == "$ref" && child.is_null() => refuse(child, "a reference", findings),
        Change::Drop if kind.is_schema() && key == "items" => {
            Change::Set(Node::mapping(Mapping::default(), child.mark))
        }
        other => other,
    }
}

fn list(node: &Node, kind: Kind, findings: &mut Vec<Finding>) -> Change {
    match &node.value {
        Value::Sequence(_) => change::children(node, |_, child| part(child, kind.item(), findings)).into(),
        Value::Null => Change::Drop,
        _ => refuse(node, "a list", findings),
    }
}

fn refuse(node: &Node, expected: &str, findings: &mut Vec<Finding>) -> Change {
    let message = format!("OpenAPI 3.0 expects {expected} here, not {}; it is left out", node.kind());
    findings.push(Finding::new(
        &OPENAPI_TYPE_MISMATCH,
        Site::Spec(node.mark),
        message,
        "correct the value in the spec",
    ));
    Change::Drop
}
