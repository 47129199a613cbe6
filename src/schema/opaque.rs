//! Detects schemas of objects and lists without known contents.

use crate::tree::{Node, Value};

use super::{Resolver, Walk, members};

/// Whether a schema or its members describe what an object or a list contains.
pub fn has_shape(schema: &Node, resolver: Resolver<'_>) -> bool {
    Search { resolver, walk: Walk::default() }.has_shape(schema)
}

struct Search<'a> {
    resolver: Resolver<'a>,
    walk: Walk,
}

impl Search<'_> {
    fn has_shape(&mut self, schema: &Node) -> bool {
        let Some(schema) = self.resolver.resolve(schema).filter(|schema| self.walk.enter(schema)) else { return false };
        schema.entries("properties").next().is_some()
            || schema.get("items").is_some_and(|items| self.says_something(items))
            || schema.get("additionalProperties").is_some_and(|values| self.says_something(values))
            || members(schema).any(|member| self.has_shape(member))
    }

    /// Whether the schema of an item has a plain type, or a shape of its own.
    fn says_something(&mut self, schema: &Node) -> bool {
        let Some(target) = self.resolver.resolve(schema) else { return false };
        let is_plain = target.text("type").is_some_and(|name| !matches!(name, "object" | "array"));
        !matches!(schema.value, Value::Bool(_)) && (is_plain || self.has_shape(target))
    }
}
