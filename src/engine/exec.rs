//! EXEC: which responses it refuses, which names it looks for in them, and which values it takes (provider-format 3.8).

use std::collections::{BTreeSet, HashSet};

use crate::schema::{Resolver, composition, is_array, is_composed};
use crate::tree::Node;

/// How deep a response is searched.
const MAX_DEPTH: usize = 200;

/// The only provider whose operations the engine can wait for with AWAIT (`tests/cases/settings/response-async-schema`).
pub const WAITING_PROVIDER: &str = "google";

/// Why EXEC refuses a method because of its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Text: "no schema found".
    Text,
    /// A number or a boolean: "schema unsuitable".
    Number,
    /// An object without properties, or of no type: "schema unsuitable".
    Empty,
}

impl Refusal {
    /// What the response is.
    pub fn text(self) -> &'static str {
        match self {
            Refusal::Text => "is text",
            Refusal::Number => "is a number or a boolean",
            Refusal::Empty => "is an object without properties",
        }
    }
}

/// Why EXEC refuses a method with a response of some schema.
pub fn refusal(schema: &Node) -> Option<Refusal> {
    let is_bare =
        schema.entries("properties").next().is_none() && !is_composed(schema) && schema.get("items").is_none();
    match schema.text("type").filter(|_| is_bare) {
        Some("string") => Some(Refusal::Text),
        Some("integer" | "number" | "boolean") => Some(Refusal::Number),
        Some("object") | None if is_bare => Some(Refusal::Empty),
        _ => None,
    }
}

/// The names that are nowhere in the properties of a response. The older engine looks for what a statement must give
/// there, and crashes if one is missing. A list in the response answers to any name; own properties hide compositions.
pub fn missing<'n>(names: BTreeSet<&'n str>, response: &Node, resolver: Resolver<'_>) -> Vec<&'n str> {
    let mut search = Search { resolver, missing: names, entered: HashSet::new() };
    search.enter(response, 0);
    search.missing.into_iter().collect()
}

struct Search<'a, 'n> {
    resolver: Resolver<'a>,
    missing: BTreeSet<&'n str>,
    entered: HashSet<*const Node>,
}

impl Search<'_, '_> {
    fn enter(&mut self, schema: &Node, depth: usize) {
        let Some(schema) = self.resolver.resolve(schema) else { return };
        if self.missing.is_empty() || depth > MAX_DEPTH || !self.entered.insert(schema) {
            return;
        }
        if is_array(schema) && schema.get("items").is_some() {
            return self.missing.clear();
        }
        let has_own = schema.entries("properties").next().is_some();
        for (name, property) in schema.entries("properties") {
            self.missing.remove(&**name);
            self.enter(property, depth + 1);
        }
        let members = composition(schema).filter(|_| !has_own).map(|keyword| schema.items(keyword));
        members.into_iter().flatten().for_each(|member| self.enter(member, depth + 1));
    }
}

/// The numbers in a request body, by their names at any depth.
pub fn numbers<'a>(schema: &'a Node, resolver: Resolver<'a>) -> Vec<&'a str> {
    let (mut found, mut entered) = (Vec::new(), HashSet::new());
    let mut waiting = vec![schema];
    while let Some(node) = waiting.pop() {
        let Some(schema) = resolver.resolve(node) else { continue };
        if !entered.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        for (name, property) in schema.entries("properties") {
            let kind = resolver.resolve(property).and_then(|property| property.text("type"));
            if matches!(kind, Some("integer" | "number")) && !found.contains(&&**name) {
                found.push(&**name);
            }
            waiting.push(property);
        }
        waiting.extend(schema.get("items"));
    }
    found
}

/// Whether EXEC takes a value for a schema: text in quotes, for nothing but text, objects and lists.
pub fn takes(schema: Option<&Node>) -> bool {
    schema.is_some_and(|schema| matches!(schema.text("type"), Some("string" | "object" | "array")))
}
