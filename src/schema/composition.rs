//! Compositions: their keywords, their members, and a walk over them that ends.

use crate::tree::Node;

/// The composition keywords, in the order in which the engine reads them.
pub const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// The composition keywords whose members are alternatives.
pub const ALTERNATIVES: [&str; 2] = ["oneOf", "anyOf"];

/// Maximum number of schemas that a [`Walk`] enters: nested compositions double with each level.
const MAX_SCHEMAS: usize = 200;

/// Returns the members of all compositions of a schema.
pub fn members(schema: &Node) -> impl Iterator<Item = &Node> {
    COMPOSITIONS.into_iter().flat_map(|keyword| schema.items(keyword))
}

/// Returns the alternatives of a schema.
pub fn alternatives(schema: &Node) -> impl Iterator<Item = &Node> {
    ALTERNATIVES.into_iter().flat_map(|keyword| schema.items(keyword))
}

/// Returns the first composition keyword of a schema.
pub fn composition(schema: &Node) -> Option<&'static str> {
    COMPOSITIONS.into_iter().find(|keyword| !schema.items(keyword).is_empty())
}

/// Whether a schema has a composition.
pub fn is_composed(schema: &Node) -> bool {
    composition(schema).is_some()
}

/// Whether a schema is a list.
pub fn is_array(schema: &Node) -> bool {
    schema.text("type") == Some("array")
}

/// A walk over a schema and its members. It enters each schema once, so that cycles end, and at most 200 of them.
#[derive(Default)]
pub struct Walk {
    entered: Vec<*const Node>,
}

impl Walk {
    /// Enters a schema, or returns `false` if the walk must not enter it.
    pub fn enter(&mut self, schema: &Node) -> bool {
        let is_new = self.entered.len() < MAX_SCHEMAS && !self.entered.contains(&std::ptr::from_ref(schema));
        if is_new {
            self.entered.push(schema);
        }
        is_new
    }
}
