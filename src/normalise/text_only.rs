//! Marks the properties of request bodies that the engine sends as text, as the configuration says.

use crate::config::ConfigFile;
use crate::engine::request::TEXT_ONLY;
use crate::finding::{CONFIG_UNUSED, Finding, Site};
use crate::text::closest;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text, pointer};

/// Returns a document in which the properties of schemas are marked that the configuration names.
pub fn mark(document: &Node, config: &ConfigFile) -> Node {
    let named = &config.config.string_only;
    let Some(components) = document.get("components").filter(|_| !named.is_empty()) else { return document.clone() };
    let Some(schemas) = components.get("schemas") else { return document.clone() };
    let changed = children(schemas, |name, schema| match named.get(name) {
        Some(properties) => with_marks(schema, properties).into(),
        None => Change::Keep,
    });
    match changed {
        Some(schemas) => document.with("components", components.with("schemas", schemas)),
        None => document.clone(),
    }
}

fn with_marks(schema: &Node, named: &[String]) -> Option<Node> {
    children(schema, |key, child| match key {
        "properties" => children(child, |name, property| match named.iter().any(|it| it == name) {
            true => Change::Set(marked(property)),
            false => Change::Keep,
        })
        .into(),
        _ => Change::Keep,
    })
}

/// A `$ref` hides what stands beside it (OpenAPI 3.0, Reference Object).
fn marked(property: &Node) -> Node {
    let flag = Node::bool(true, property.mark);
    if property.reference().is_none() {
        return property.with(TEXT_ONLY, flag);
    }
    let whole = Node::sequence(vec![property.clone()], property.mark);
    let entries = [(Text::from("allOf"), whole), (Text::from(TEXT_ONLY), flag)];
    Node::mapping(Mapping::from_iter(entries), property.mark)
}

/// Reports schemas and properties of the configuration that no document has.
pub fn unused<'d>(documents: impl Iterator<Item = &'d Node>, config: &ConfigFile) -> Vec<Finding> {
    let named = &config.config.string_only;
    if named.is_empty() {
        return Vec::new();
    }
    let components = documents.filter_map(|document| document.get("components"));
    let schemas: Vec<(&Text, &Node)> = components.flat_map(|it| it.entries("schemas")).collect();
    let mut findings = Vec::new();
    for (name, properties) in named {
        let at = format!("/string_only/{}", pointer::escape(name));
        let own: Vec<&Node> =
            schemas.iter().filter(|(known, _)| ***known == **name).map(|(_, schema)| *schema).collect();
        if own.is_empty() {
            let known = schemas.iter().map(|(name, _)| name.to_string()).collect();
            findings.push(missing(config, &at, format!("no document has the schema `{name}`"), name, known));
            continue;
        }
        let known: Vec<String> =
            own.iter().flat_map(|schema| schema.entries("properties")).map(|(name, _)| name.to_string()).collect();
        for (index, property) in properties.iter().enumerate().filter(|(_, property)| !known.contains(*property)) {
            let message = format!("the schema `{name}` has no property `{property}` of its own");
            findings.push(missing(config, &format!("{at}/{index}"), message, property, known.clone()));
        }
    }
    findings
}

fn missing(config: &ConfigFile, at: &str, message: String, name: &str, known: Vec<String>) -> Finding {
    let help = match closest(name, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "correct or remove the entry; a property is named with the schema that lists it".to_owned(),
    };
    Finding::new(&CONFIG_UNUSED, Site::Config(config.mark(at)), message, help)
}
