//! Schemas: the keywords of Swagger 2.0 that OpenAPI 3.0 spells differently.

use super::context::Context;
use super::references::{SCHEMAS, data, fields};
use crate::schema::grammar::{Kind, SCHEMA_KIND};
use crate::tree::change::children;
use crate::tree::{Mapping, Node, Text, Value};

/// Written for converters by vendors who have more to say than a Swagger 2.0 discriminator can.
const V3_DISCRIMINATOR: &str = "x-openapi-v3-discriminator";

impl Context<'_> {
    /// A schema with everything in it, if any of it changes.
    pub fn schema(&mut self, node: &Node) -> Option<Node> {
        let respelled = respelled(node);
        let schema = respelled.as_ref().unwrap_or(node);
        children(schema, |key, child| self.keyword(key, child).into()).or(respelled)
    }

    fn keyword(&mut self, key: &str, node: &Node) -> Option<Node> {
        match SCHEMA_KIND.child(key) {
            _ if key == "$ref" => self.reference(node, &SCHEMAS),
            _ if key == "discriminator" || key.starts_with("x-") => data(node),
            Kind::Map(entry) | Kind::List(entry) if entry.is_schema() => {
                children(node, |_, child| self.schema(child).into())
            }
            kind if kind.is_schema() => self.schema(node),
            kind => fields(kind, node),
        }
    }
}

/// The schema without the keywords that only Swagger 2.0 has, if it has one of them.
fn respelled(schema: &Node) -> Option<Node> {
    let entries = schema.as_mapping()?;
    let is_old = |(key, node): (&Text, &Node)| is_file(key, node) || respell(entries, key, node).is_some();
    if !entries.iter().any(is_old) {
        return None;
    }
    let mut new = Mapping::default();
    for (key, node) in entries {
        match respell(entries, key, node) {
            Some(Respelled::Gone) => {}
            Some(Respelled::As(key, node)) => drop(new.insert(key.into(), node)),
            None => drop(new.insert(Text::clone(key), node.clone())),
        }
    }
    set_binary(entries, &mut new);
    Some(Node::mapping(new, schema.mark))
}

enum Respelled {
    As(&'static str, Node),
    Gone,
}

fn respell(entries: &Mapping, key: &str, node: &Node) -> Option<Respelled> {
    use Respelled::{As, Gone};
    match (key, &node.value) {
        ("readOnly", Value::Bool(false)) => Some(Gone),
        ("x-nullable", Value::Bool(true)) => Some(As("nullable", node.clone())),
        ("discriminator", Value::String(property)) => Some(As("discriminator", discriminator(entries, property, node))),
        (V3_DISCRIMINATOR, Value::Mapping(_)) if entries.contains_key("discriminator") => Some(Gone),
        (V3_DISCRIMINATOR, Value::Mapping(_)) => Some(As("discriminator", node.clone())),
        _ => None,
    }
}

fn discriminator(entries: &Mapping, property: &Text, node: &Node) -> Node {
    match entries.get(V3_DISCRIMINATOR) {
        Some(better) if better.as_mapping().is_some() => better.clone(),
        _ => {
            let name = Node::string(Text::clone(property), node.mark);
            Node::mapping(Mapping::from_iter([("propertyName".into(), name)]), node.mark)
        }
    }
}

fn is_file(key: &str, node: &Node) -> bool {
    key == "type" && node.as_str() == Some("file")
}

/// The type `file` became text of the format `binary` (OpenAPI 3.0, 4.7.14.2).
fn set_binary(old: &Mapping, new: &mut Mapping) {
    if let Some(kind) = old.get("type").filter(|kind| is_file("type", kind)) {
        new.insert("type".into(), Node::string("string", kind.mark));
        new.insert("format".into(), Node::string("binary", kind.mark));
    }
}
