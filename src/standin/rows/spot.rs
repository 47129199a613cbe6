//! Where a value is made, and the example for it.

use crate::tree::Node;

use super::seed::Seed;

/// An example that a document gives, and how many other rows have taken it before.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The example.
    pub node: &'a Node,
    /// How many rows before this one have the same example: what identifies them must differ.
    pub turn: usize,
}

impl<'a> Given<'a> {
    /// Returns the example for a row out of several.
    pub fn of(examples: &[&'a Node], number: usize) -> Option<Self> {
        let node = examples.get(number.checked_rem(examples.len())?)?;
        Some(Given { node, turn: number / examples.len() })
    }

    /// Returns what it has for a property.
    pub fn property(self, name: &str) -> Option<Self> {
        Some(Given { node: self.node.get(name)?, ..self })
    }
}

/// Where a value is made.
pub struct Spot<'n, 'a> {
    /// The name of the property that has it.
    pub name: &'n str,
    /// Its seed.
    pub seed: Seed,
    /// The example that the document gives for it.
    pub given: Option<Given<'a>>,
    /// How many values it may have inside.
    pub room: usize,
    /// Whether there must be a value.
    pub is_needed: bool,
}
