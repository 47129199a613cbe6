//! What a schema is, and whether it holds more, as far as it or what it is made of says so.

use crate::normalise::Resolver;
use crate::tree::Node;

/// How many schemas are looked at for one: compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 200;

/// How deep compositions are followed into each other.
const MAX_DEPTH: usize = 20;

/// The type that a schema has, or that is wide enough for all of its alternatives.
pub fn of<'n>(schema: &'n Node, resolver: Resolver<'n>) -> Option<&'n str> {
    Search { resolver, left: MAX_SCHEMAS }.kind(schema, 0)
}

/// Whether anything is known of what is in an object, a list or a map.
pub fn holds_more(schema: &Node, resolver: Resolver<'_>) -> bool {
    Search { resolver, left: MAX_SCHEMAS }.holds_more(schema, 0)
}

/// The type for what is of one of two types. The engine has no unions: what is neither a number nor
/// of one type is text. A side without a type has nothing to say.
pub fn wider<'n>(a: Option<&'n str>, b: Option<&'n str>) -> Option<&'n str> {
    match (a, b) {
        (a, b) if a == b => a,
        (Some("integer" | "number"), Some("integer" | "number")) => Some("number"),
        (Some(one), None) | (None, Some(one)) => Some(one),
        _ => Some("string"),
    }
}

/// Whether a schema itself has properties.
pub fn has_properties(schema: &Node) -> bool {
    schema.entries("properties").next().is_some()
}

/// The schema of the values of a map, if it says anything.
pub fn values_of_map(schema: &Node) -> Option<&Node> {
    schema.get("additionalProperties").filter(|values| values.as_mapping().is_some_and(|it| !it.is_empty()))
}

struct Search<'n> {
    resolver: Resolver<'n>,
    /// How many more schemas are looked at.
    left: usize,
}

impl<'n> Search<'n> {
    fn enter(&mut self, schema: &'n Node, depth: usize) -> Option<&'n Node> {
        self.left = self.left.checked_sub(1).filter(|_| depth < MAX_DEPTH)?;
        self.resolver.resolve(schema)
    }

    fn kind(&mut self, schema: &'n Node, depth: usize) -> Option<&'n str> {
        let schema = self.enter(schema, depth)?;
        let said = schema.text("type");
        let is_object = || ["properties", "additionalProperties"].iter().any(|key| schema.get(key).is_some());
        let by_keywords = || if is_object() { Some("object") } else { schema.get("items").map(|_| "array") };
        if let Some(kind) = said.or_else(by_keywords) {
            return Some(kind);
        }
        let of_bases = schema.items("allOf").iter().find_map(|base| self.kind(base, depth + 1));
        let alternatives = ["oneOf", "anyOf"].into_iter().flat_map(|key| schema.items(key));
        of_bases.or_else(|| alternatives.fold(None, |kind, member| wider(kind, self.kind(member, depth + 1))))
    }

    fn holds_more(&mut self, schema: &'n Node, depth: usize) -> bool {
        let Some(schema) = self.enter(schema, depth) else { return false };
        has_properties(schema)
            || schema.get("items").is_some()
            || values_of_map(schema).is_some()
            || ["allOf", "oneOf", "anyOf"]
                .into_iter()
                .flat_map(|key| schema.items(key))
                .any(|member| self.holds_more(member, depth + 1))
    }
}
