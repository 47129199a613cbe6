//! What one walk over a document by the grammar of OpenAPI finds.

use std::collections::HashSet;

use crate::engine::references::{Search, child, search};
use crate::place::Mark;
use crate::registry::Document;
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::tree::oddity::Oddity;
use crate::tree::scalar::{Number, number};
use crate::tree::{Node, Value};

/// Facts that several rules use.
#[derive(Default)]
pub struct Facts<'a> {
    /// Values that the loader rejects: the mark, the expected and the actual type.
    pub mismatches: Vec<(Mark, &'static str, &'static str)>,
    /// What the loader finds as it follows references.
    pub search: Search<'a>,
    /// Parameters with both `schema` and `content`.
    pub double: Vec<Mark>,
}

/// Collects them. A document that `generate` is to write has none: its types were mended and its references settled.
pub fn collect(document: &Document) -> Facts<'_> {
    if document.is_normalised {
        return Facts::default();
    }
    let booleans = document.oddities.iter().filter(|(_, oddity)| matches!(oddity, Oddity::BooleanText(_)));
    let mut walk = Walk { facts: Facts::default(), booleans: booleans.map(|(mark, _)| *mark).collect() };
    walk.visit(&document.tree, DOCUMENT_KIND);
    let search = search(&document.tree);
    search.raw.iter().for_each(|(node, kind)| walk.visit(node, *kind));
    Facts { search, ..walk.facts }
}

struct Walk<'a> {
    facts: Facts<'a>,
    /// Marks of text that the engine reads as a boolean.
    booleans: HashSet<Mark>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: &'a Node, kind: Kind) {
        if node.is_null() {
            return;
        }
        match kind {
            Kind::Data => {}
            Kind::Text => self.text(node),
            Kind::Flag => self.expect(node, "`true` or `false`", matches!(node.value, Value::Bool(_))),
            Kind::Number => self.expect(node, "a number", matches!(node.value, Value::Number(_))),
            Kind::Count => self.expect(node, "a non-negative integer", is_count(node)),
            Kind::SchemaOrFlag if matches!(node.value, Value::Bool(_)) => {}
            Kind::Object(_) | Kind::SchemaOrFlag => self.object(node, kind),
            Kind::Map(_) => self.map(node, kind),
            Kind::List(_) => self.list(node, kind),
        }
    }

    fn text(&mut self, node: &'a Node) {
        match node.value {
            Value::String(_) if self.booleans.contains(&node.mark) => {
                self.facts.mismatches.push((node.mark, "text", "a boolean in YAML 1.1"));
            }
            _ => self.expect(node, "text", matches!(node.value, Value::String(_))),
        }
    }

    fn expect(&mut self, node: &'a Node, expected: &'static str, is_there: bool) {
        if !is_there {
            self.facts.mismatches.push((node.mark, expected, node.kind()));
        }
    }

    fn object(&mut self, node: &'a Node, kind: Kind) {
        let Some(entries) = node.as_mapping() else { return self.expect(node, "an object", false) };
        let section = kind.object().and_then(|object| object.section);
        if section.is_some() && node.reference().is_some_and(|reference| !reference.is_empty()) {
            return;
        }
        if section == Some("parameters") && node.get("schema").is_some() && node.get("content").is_some() {
            self.facts.double.push(node.mark);
        }
        // The loader takes anything for a `$ref`, and ignores it unless it is text.
        let fields = entries.iter().filter(|(key, _)| section.is_none() || &***key != "$ref");
        fields.for_each(|(key, node)| self.visit(node, child(kind, key)));
    }

    fn map(&mut self, node: &'a Node, kind: Kind) {
        match node.as_mapping() {
            Some(entries) => entries.iter().for_each(|(key, node)| self.visit(node, child(kind, key))),
            None => self.expect(node, "an object", false),
        }
    }

    fn list(&mut self, node: &'a Node, kind: Kind) {
        match node.as_sequence() {
            Some(items) => items.iter().for_each(|item| self.visit(item, kind.item())),
            None => self.expect(node, "a list", false),
        }
    }
}

fn is_count(node: &Node) -> bool {
    let Value::Number(spelling) = &node.value else { return false };
    match number(spelling) {
        Some(Number::Natural(_)) => true,
        Some(Number::Float(value)) => value >= 0.0 && value.fract() == 0.0,
        _ => false,
    }
}
