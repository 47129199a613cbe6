//! Columns of which SQL users learn no more than that they hold something.

use crate::normalise::Resolver;
use crate::tree::{Node, Value};

use super::Field;

/// How many schemas of a column are looked at: compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 200;

impl Field {
    /// Whether the column holds an object or a list, and no schema says of what.
    pub fn is_opaque(&self, resolver: Resolver<'_>) -> bool {
        let holds_more = matches!(self.datatype.as_str(), "object" | "array");
        holds_more && !Search { resolver, fuel: MAX_SCHEMAS }.has_shape(&self.schema)
    }
}

/// The search for a schema that says something.
struct Search<'a> {
    resolver: Resolver<'a>,
    fuel: usize,
}

impl Search<'_> {
    fn has_shape(&mut self, schema: &Node) -> bool {
        let Some(left) = self.fuel.checked_sub(1) else { return false };
        self.fuel = left;
        let Some(schema) = self.resolver.resolve(schema) else { return false };
        schema.entries("properties").next().is_some()
            || schema.get("items").is_some_and(|items| self.says_something(items))
            || schema.get("additionalProperties").is_some_and(|values| self.says_something(values))
            || ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema.items(key)).any(|member| self.has_shape(member))
    }

    /// Whether the schema of an item is one of plain values, or has a shape itself.
    fn says_something(&mut self, schema: &Node) -> bool {
        let Some(target) = self.resolver.resolve(schema) else { return false };
        let is_plain = target.text("type").is_some_and(|name| !matches!(name, "object" | "array"));
        !matches!(schema.value, Value::Bool(_)) && (is_plain || self.has_shape(target))
    }
}
