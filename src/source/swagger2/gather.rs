//! References into the middle of paths, parameters and responses, which have another shape in OpenAPI 3.0: what they
//! lead to becomes a definition, a parameter or a response of its own first.

use std::collections::{HashMap, HashSet};

use super::references::{PARAMETERS, RESPONSES, SCHEMAS, Section};
use crate::schema::grammar::{Kind, SCHEMA_KIND, VERBS};
use crate::schema::located;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, pointer};

/// Returns a document in which all such references lead to something with a name, if it has any.
pub fn gathered(root: &Node) -> Option<Node> {
    let mut gatherer = Gatherer { root, names: HashMap::new(), taken: HashSet::new(), waiting: Vec::new() };
    let mut document = gatherer.document()?;
    while let Some((section, name, node)) = gatherer.waiting.pop() {
        let node = gatherer.entry(section, &node).unwrap_or(node);
        let key = section.key();
        let entries = document.get(key).filter(|entries| entries.as_mapping().is_some());
        let entries = entries.cloned().unwrap_or_else(|| Node::mapping(Mapping::default(), node.mark));
        document = document.with(key, entries.with(&name, node));
    }
    Some(document)
}

struct Gatherer<'d> {
    root: &'d Node,
    /// The names of what is moved, by section and pointer.
    names: HashMap<(&'static str, String), String>,
    taken: HashSet<(&'static str, String)>,
    waiting: Vec<(&'static Section, String, Node)>,
}

impl Gatherer<'_> {
    fn document(&mut self) -> Option<Node> {
        let root = self.root;
        children(root, |key, node| match key {
            "paths" => children(node, |_, item| self.item(item).into()).into(),
            "definitions" => children(node, |_, schema| self.entry(&SCHEMAS, schema).into()).into(),
            "parameters" => children(node, |_, parameter| self.entry(&PARAMETERS, parameter).into()).into(),
            "responses" => children(node, |_, response| self.entry(&RESPONSES, response).into()).into(),
            _ => Change::Keep,
        })
    }

    /// Visits a path item or an operation.
    fn item(&mut self, node: &Node) -> Option<Node> {
        children(node, |key, child| match key {
            "parameters" => children(child, |_, parameter| self.entry(&PARAMETERS, parameter).into()).into(),
            "responses" => children(child, |_, response| self.entry(&RESPONSES, response).into()).into(),
            verb if VERBS.contains(&verb) => self.item(child).into(),
            _ => Change::Keep,
        })
    }

    fn entry(&mut self, section: &'static Section, node: &Node) -> Option<Node> {
        match (node.reference(), section.key()) {
            (Some(reference), _) => self.reference(section, node, reference),
            (None, "definitions") => children(node, |key, child| self.keyword(key, child).into()),
            (None, _) => children(node, |key, child| match key {
                "schema" => self.entry(&SCHEMAS, child).into(),
                _ => Change::Keep,
            }),
        }
    }

    fn keyword(&mut self, key: &str, node: &Node) -> Option<Node> {
        match SCHEMA_KIND.child(key) {
            Kind::Map(entry) | Kind::List(entry) if entry.is_schema() => {
                children(node, |_, child| self.entry(&SCHEMAS, child).into())
            }
            kind if kind.is_schema() => self.entry(&SCHEMAS, node),
            _ => None,
        }
    }

    fn reference(&mut self, section: &'static Section, node: &Node, reference: &str) -> Option<Node> {
        if section.moved(reference).is_some() {
            return None;
        }
        let (pointer, target) = located(self.root, reference)?;
        if target.as_mapping().is_none() || !is_of(section, &pointer) {
            return None;
        }
        let name = self.name(section, pointer, target);
        let target = pointer::reference([section.key(), &name]);
        Some(node.with("$ref", Node::string(target, node.get("$ref").map_or(node.mark, |it| it.mark))))
    }

    fn name(&mut self, section: &'static Section, pointer: String, target: &Node) -> String {
        let key = (section.key(), pointer);
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let name = self.free_name(section, &pointer::unescape(&key.1));
        self.taken.insert((section.key(), name.clone()));
        self.waiting.push((section, name.clone(), target.clone()));
        self.names.insert(key, name.clone());
        name
    }

    /// Returns an unused name of the words of a pointer.
    fn free_name(&self, section: &Section, pointer: &str) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let words: Vec<&str> = pointer.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
        let base = words.join("_");
        let is_taken = |name: &str| {
            self.root.get(section.key()).is_some_and(|entries| entries.get(name).is_some())
                || self.taken.contains(&(section.key(), name.to_owned()))
        };
        let numbered = |number: usize| if number == 1 { base.clone() } else { format!("{base}_{number}") };
        (1..).map(numbered).find(|name| !is_taken(name)).unwrap_or_default()
    }
}

/// Whether a pointer leads to what a section has; where Swagger does not say what stands there, it may.
fn is_of(section: &Section, pointer: &str) -> bool {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let holder = steps.len().checked_sub(2).and_then(|index| steps.get(index));
    match (steps.first(), section.key()) {
        (Some(&"definitions"), key) => key == "definitions",
        (Some(&("paths" | "parameters" | "responses")), "definitions") => steps.contains(&"schema"),
        (Some(&("paths" | "parameters" | "responses")), key) => holder == Some(&key),
        _ => true,
    }
}
