//! Writes down what a schema says only in other places, where the engine reads it.

use crate::engine::first_text;
use crate::schema::Resolver;
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::schema::shape::Shape;
use crate::schema::{Agreement, is_composed};
use crate::tree::change::{self, Change};
use crate::tree::{Node, Value};

/// The keywords that list the values of a schema.
const VALUES: [&str; 2] = ["enum", "const"];

/// The keywords with values that are spelled as a schema says.
const WITH_VALUES: [&str; 5] = ["default", "example", "examples", "enum", "const"];

/// Returns the document with the types and values on which the alternatives of a schema agree, and with values spelled
/// as their schema says.
pub fn complete(root: &Node) -> Node {
    let stage = Stage { resolver: Resolver::new(root) };
    stage.part(root, DOCUMENT_KIND).unwrap_or_else(|| root.clone())
}

#[derive(Clone, Copy)]
struct Stage<'a> {
    resolver: Resolver<'a>,
}

impl Stage<'_> {
    fn part(self, node: &Node, kind: Kind) -> Option<Node> {
        let changed = match kind {
            Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
                let changed = |key: &str, child: &Node| self.part(child, kind.child(key));
                change::side_by_side(node, changed, Change::from)
            }
            Kind::List(_) => return change::children(node, |_, child| self.part(child, kind.item()).into()),
            _ => return None,
        };
        let whole = changed.as_ref().unwrap_or(node);
        let completed = match kind.object().map(|object| object.name) {
            Some("schema") if node.reference().is_none() => self.schema(whole, node),
            Some(_) => whole.get("schema").and_then(|schema| self.with_texts(whole, schema)),
            None => None,
        };
        completed.or(changed)
    }

    fn schema(self, whole: &Node, original: &Node) -> Option<Node> {
        let is_open =
            is_composed(whole) || (whole.get("type").is_none() && VALUES.iter().any(|key| whole.get(key).is_some()));
        let agreed = is_open.then(|| Shape::of(self.resolver, original).agreement()).filter(Agreement::is_plain);
        let stated = agreed.and_then(|agreed| self.stated(whole, &agreed));
        self.with_texts(stated.as_ref().unwrap_or(whole), original).or(stated)
    }

    fn stated(self, schema: &Node, agreed: &Agreement<'_>) -> Option<Node> {
        let text = |text: &str| Node::string(text, schema.mark);
        let mut stated = Vec::new();
        if first_text(schema, "type", self.resolver).is_none() {
            stated.extend(agreed.kind.map(|kind| ("type", text(kind))));
            let format = agreed.format.filter(|_| schema.get("format").is_none());
            stated.extend(format.map(|format| ("format", text(format))));
        }
        let is_listed = Shape::of(self.resolver, schema).lists_values();
        if let (Some(values), false) = (&agreed.values, is_listed) {
            let values = values.iter().map(|value| (*value).clone()).collect();
            stated.push(("enum", Node::sequence(values, schema.mark)));
        }
        if agreed.allows_null && !stated.is_empty() && !schema.flag("nullable") {
            stated.push(("nullable", Node::bool(true, schema.mark)));
        }
        let is_new = !stated.is_empty();
        is_new.then(|| stated.into_iter().fold(schema.clone(), |schema, (key, value)| schema.with(key, value)))
    }

    /// Returns an object with its values spelled as a schema says: text that YAML takes for a number or a boolean, such
    /// as `0123` or `1e10`, is text as it is written.
    fn with_texts(self, node: &Node, schema: &Node) -> Option<Node> {
        if !WITH_VALUES.iter().any(|key| node.get(key).is_some()) {
            return None;
        }
        let shape = Shape::of(self.resolver, schema);
        change::children(node, |key, value| match key {
            "default" | "example" | "const" => spelled(value, &shape),
            "enum" => change::children(value, |_, value| spelled(value, &shape)).into(),
            // A list in a schema; by name elsewhere.
            "examples" => change::children(value, |_, example| match example.get("value") {
                Some(value) => match spelled(value, &shape) {
                    Change::Set(value) => Change::Set(example.with("value", value)),
                    _ => Change::Keep,
                },
                None => spelled(example, &shape),
            })
            .into(),
            _ => Change::Keep,
        })
    }
}

fn spelled(value: &Node, shape: &Shape<'_>) -> Change {
    match &value.value {
        Value::Number(text) if is_text(shape) => Change::Set(Node::string(text.clone(), value.mark)),
        Value::Bool(flag) if is_text(shape) => Change::Set(Node::string(flag.to_string(), value.mark)),
        Value::Sequence(_) => match shape.items() {
            Some(items) => change::children(value, |_, item| spelled(item, &items)).into(),
            None => Change::Keep,
        },
        Value::Mapping(_) => {
            let of = |name: &str| shape.named(name).or_else(|| shape.additional());
            change::children(value, |name, value| of(name).map_or(Change::Keep, |of| spelled(value, &of))).into()
        }
        _ => Change::Keep,
    }
}

fn is_text(shape: &Shape<'_>) -> bool {
    shape.agreement().kind == Some("string")
}
