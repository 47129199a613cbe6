//! Parameters and headers: what describes the value moves into a schema, how lists are joined
//! becomes a style.

use super::context::Context;
use super::references::{PARAMETERS, converted, plain};
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text};

/// The fields of a Swagger 2.0 parameter, items or header object that describe the value.
const VALUE_KEYS: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "schema",
];

/// `collectionFormat`, and the style and `explode` that say the same in a query or form.
const STYLES: [(&str, &str, bool); 4] = [
    ("csv", "form", false),
    ("ssv", "spaceDelimited", false),
    ("pipes", "pipeDelimited", false),
    ("multi", "form", true),
];

impl Context<'_> {
    /// A parameter that stays one.
    pub fn parameter(&mut self, node: &Node) -> Node {
        match node.reference() {
            Some(_) => self.referring(node, &PARAMETERS),
            None => self.described(node, node.text("in").unwrap_or_default()),
        }
    }

    /// A parameter or header at a place of the request or response.
    pub fn described(&mut self, node: &Node, place: &str) -> Node {
        let Some(entries) = node.as_mapping() else { return node.clone() };
        let mut described: Mapping = self.beside_value(entries).collect();
        if node.text("type") == Some("array") {
            described.extend(self.list_style(node, place));
        }
        if let Some(schema) = self.value_schema(node) {
            described.insert("schema".into(), schema);
        }
        Node::mapping(described, node.mark)
    }

    /// The fields that do not describe the value.
    pub fn beside_value(&self, entries: &Mapping) -> impl Iterator<Item = (Text, Node)> {
        let stays = |key: &str| !VALUE_KEYS.contains(&key) && key != "collectionFormat";
        let stay = entries.iter().filter(move |(key, _)| stays(key));
        stay.map(|(key, node)| (Text::clone(key), plain(key, node)))
    }

    /// The schema of a value, if anything describes it.
    pub fn value_schema(&mut self, node: &Node) -> Option<Node> {
        let entries = node.as_mapping()?;
        let base = entries.get("schema");
        let described = self.value_keywords(entries);
        if described.is_empty() {
            return base.map(|schema| converted(schema, self.schema(schema)));
        }
        let mut schema = base.and_then(Node::as_mapping).cloned().unwrap_or_default();
        schema.extend(described);
        let schema = Node::mapping(schema, node.mark);
        Some(converted(&schema, self.schema(&schema)))
    }

    fn value_keywords(&mut self, entries: &Mapping) -> Vec<(Text, Node)> {
        let is_keyword = |key: &str| key != "schema" && VALUE_KEYS.contains(&key);
        let is_empty_default = |key: &str, node: &Node| key == "default" && node.as_str() == Some("");
        let keywords = entries.iter().filter(|(key, node)| is_keyword(key) && !is_empty_default(key, node));
        keywords.map(|(key, node)| (Text::clone(key), self.value_keyword(key, node))).collect()
    }

    fn value_keyword(&mut self, key: &str, node: &Node) -> Node {
        if key == "items" { converted(node, self.inner_items(node)) } else { node.clone() }
    }

    /// Lists in lists: OpenAPI 3.0 does not define how they are written in a request.
    fn inner_items(&mut self, items: &Node) -> Option<Node> {
        children(items, |key, child| match key {
            "collectionFormat" => {
                if child.as_str() != Some("csv") {
                    self.lose_format(child, "the items of a list", "csv");
                }
                Change::Drop
            }
            "items" => self.inner_items(child).into(),
            _ => Change::Keep,
        })
    }

    /// How the items of a list are joined. Swagger 2.0 joins by comma unless told otherwise, which
    /// OpenAPI 3.0 does by itself in paths and headers only.
    pub fn list_style(&mut self, node: &Node, place: &str) -> Mapping {
        let format = node.text("collectionFormat").unwrap_or("csv");
        let known = STYLES.iter().find(|(name, ..)| *name == format);
        let has_styles = matches!(place, "query" | "formData");
        if known.is_none() || !has_styles && format != "csv" {
            self.lose_format(node.get("collectionFormat").unwrap_or(node), spelled(place), "csv");
        }
        if !has_styles {
            return Mapping::default();
        }
        let (style, explode) = known.map_or(("form", false), |(_, style, explode)| (*style, *explode));
        let style = Node::string(style, node.mark);
        Mapping::from_iter([("style".into(), style), ("explode".into(), Node::bool(explode, node.mark))])
    }

    /// Reports a `collectionFormat` that gives way to one that OpenAPI 3.0 has.
    pub fn lose_format(&mut self, format: &Node, place: &str, instead: &str) {
        let name = format.as_str().unwrap_or(format.kind());
        let message =
            format!("OpenAPI 3.0 does not support `collectionFormat: {name}` for {place}; `{instead}` is used instead");
        self.lose(format.mark, message, "if the API requires it, declare the value as a string");
    }
}

fn spelled(place: &str) -> &str {
    match place {
        "query" => "a query parameter",
        "path" => "a path parameter",
        "header" => "a header",
        "formData" => "a form field",
        _ => "a parameter",
    }
}
