//! The type of a schema, looking through compositions, and whether it describes its contents.

use std::collections::BTreeSet;

use crate::tree::{Node, Value};

use super::{Resolver, Walk, alternatives, members};

/// Returns the type of a schema, or one wide enough for all its alternatives.
pub fn of<'n>(schema: &'n Node, resolver: Resolver<'n>) -> Option<&'n str> {
    Search { resolver, walk: Walk::default() }.kind(schema)
}

/// Whether a schema describes the contents of an object, a list or a map.
pub fn holds_more(schema: &Node, resolver: Resolver<'_>) -> bool {
    Search { resolver, walk: Walk::default() }.holds_more(schema)
}

/// Returns a type wide enough for two types. The engine has no unions: different types become text, unless both are
/// numbers. A missing type does not count.
pub fn wider<'n>(a: Option<&'n str>, b: Option<&'n str>) -> Option<&'n str> {
    match (a, b) {
        (a, b) if a == b => a,
        (Some("integer" | "number"), Some("integer" | "number")) => Some("number"),
        (Some(one), None) | (None, Some(one)) => Some(one),
        _ => Some("string"),
    }
}

/// Returns the type that values have in common, without null; `number` for integers and numbers.
pub fn of_values(values: &[&Node]) -> Option<&'static str> {
    let of = |value: &&Node| match &value.value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(text) if text.parse::<i64>().is_ok() => Some("integer"),
        Value::Number(_) => Some("number"),
        _ => None,
    };
    let kinds: BTreeSet<Option<&str>> = values.iter().filter(|value| !value.is_null()).map(of).collect();
    match kinds.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => *one,
        [Some("integer"), Some("number")] => Some("number"),
        _ => None,
    }
}

/// Whether a schema itself has properties.
pub fn has_properties(schema: &Node) -> bool {
    schema.entries("properties").next().is_some()
}

/// Returns the schema of the values of a map, unless it is empty.
pub fn values_of_map(schema: &Node) -> Option<&Node> {
    schema.get("additionalProperties").filter(|values| values.as_mapping().is_some_and(|it| !it.is_empty()))
}

struct Search<'n> {
    resolver: Resolver<'n>,
    walk: Walk,
}

impl<'n> Search<'n> {
    fn enter(&mut self, schema: &'n Node) -> Option<&'n Node> {
        self.resolver.resolve(schema).filter(|schema| self.walk.enter(schema))
    }

    fn kind(&mut self, schema: &'n Node) -> Option<&'n str> {
        let schema = self.enter(schema)?;
        let said = schema.text("type");
        let is_object = || ["properties", "additionalProperties"].iter().any(|key| schema.get(key).is_some());
        let by_keywords = || if is_object() { Some("object") } else { schema.get("items").map(|_| "array") };
        if let Some(kind) = said.or_else(by_keywords) {
            return Some(kind);
        }
        let of_bases = schema.items("allOf").iter().find_map(|base| self.kind(base));
        of_bases.or_else(|| alternatives(schema).fold(None, |kind, member| wider(kind, self.kind(member))))
    }

    fn holds_more(&mut self, schema: &'n Node) -> bool {
        let Some(schema) = self.enter(schema) else { return false };
        has_properties(schema)
            || schema.get("items").is_some()
            || values_of_map(schema).is_some()
            || members(schema).any(|member| self.holds_more(member))
    }
}
