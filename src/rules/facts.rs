//! What one walk over a document by the grammar of OpenAPI finds.

use std::collections::HashSet;

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
    /// References with their marks and the section of `components` that each must point to.
    pub references: Vec<(Mark, &'a str, &'static str)>,
    /// `null` where the loader needs a value.
    pub nulls: Vec<(Mark, &'static str)>,
    /// Parameters with both `schema` and `content`.
    pub double: Vec<Mark>,
}

pub fn collect(document: &Document) -> Facts<'_> {
    let booleans = document.oddities.iter().filter(|(_, oddity)| matches!(oddity, Oddity::BooleanText(_)));
    let mut walk = Walk { facts: Facts::default(), booleans: booleans.map(|(mark, _)| *mark).collect() };
    walk.visit(&document.tree, DOCUMENT_KIND);
    walk.facts
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
        if let (Some(target), Some(section)) = (node.get("$ref"), section) {
            // The loader does not look for references in links.
            if let (Some(reference), false) = (target.as_str(), section == "links") {
                self.facts.references.push((target.mark, reference, section));
            }
            return;
        }
        if section == Some("parameters") && node.get("schema").is_some() && node.get("content").is_some() {
            self.facts.double.push(node.mark);
        }
        for (key, child) in entries {
            // The loader takes anything for `xml`.
            if &**key != "xml" {
                self.entry(child, kind.child(key), kind.object().is_some_and(|object| object.name == "responses"));
            }
        }
    }

    fn map(&mut self, node: &'a Node, kind: Kind) {
        match node.as_mapping() {
            Some(entries) => entries.iter().for_each(|(key, child)| self.entry(child, kind.child(key), true)),
            None => self.expect(node, "an object", false),
        }
    }

    fn list(&mut self, node: &'a Node, kind: Kind) {
        let Some(items) = node.as_sequence() else { return self.expect(node, "a list", false) };
        let is_needed = kind.item().object().is_some_and(|object| matches!(object.name, "parameter" | "schema"));
        items.iter().for_each(|item| self.entry(item, kind.item(), is_needed));
    }

    /// Visits an item of a map or a list; an item that may be a reference must not be null.
    fn entry(&mut self, node: &'a Node, kind: Kind, is_needed: bool) {
        match kind.object().filter(|object| object.section.is_some() && object.section != Some("links")) {
            Some(object) if node.is_null() && is_needed => self.facts.nulls.push((node.mark, object.name)),
            _ => self.visit(node, kind),
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
