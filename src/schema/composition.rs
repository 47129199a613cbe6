//! Schemas that are made of others: the keywords, their members, and a walk over them that ends.

use crate::tree::Node;

/// The keywords that make a schema of others, in the order in which the engine looks at them.
pub const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Those of them whose members are alternatives.
pub const ALTERNATIVES: [&str; 2] = ["oneOf", "anyOf"];

/// How many schemas a [`Walk`] enters: compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 200;

/// The members of all compositions of a schema.
pub fn members(schema: &Node) -> impl Iterator<Item = &Node> {
    COMPOSITIONS.into_iter().flat_map(|keyword| schema.items(keyword))
}

/// The alternatives of a schema.
pub fn alternatives(schema: &Node) -> impl Iterator<Item = &Node> {
    ALTERNATIVES.into_iter().flat_map(|keyword| schema.items(keyword))
}

/// The first keyword that makes a schema of others.
pub fn composition(schema: &Node) -> Option<&'static str> {
    COMPOSITIONS.into_iter().find(|keyword| !schema.items(keyword).is_empty())
}

/// Whether a schema is made of others.
pub fn is_composed(schema: &Node) -> bool {
    composition(schema).is_some()
}

/// Whether a schema is a list.
pub fn is_array(schema: &Node) -> bool {
    schema.text("type") == Some("array")
}

/// A walk over a schema and what it is made of. It enters each schema once, so that cycles end, and at most 200 of them.
#[derive(Default)]
pub struct Walk {
    entered: Vec<*const Node>,
}

impl Walk {
    /// Whether the walk may enter a schema, which it then has.
    pub fn enter(&mut self, schema: &Node) -> bool {
        let is_new = self.entered.len() < MAX_SCHEMAS && !self.entered.contains(&std::ptr::from_ref(schema));
        if is_new {
            self.entered.push(schema);
        }
        is_new
    }
}
