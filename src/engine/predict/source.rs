//! A service document with its references, and how much of it may be walked.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::stop::{Step, crash};
use crate::engine::Release;
use crate::schema::target;
use crate::tree::Node;

/// How many schemas are looked at for one statement before they count as endless.
const FUEL: u32 = 400_000;

/// How many references may follow each other.
const MAX_HOPS: usize = 40;

/// A service document.
pub struct Source<'d> {
    /// The document.
    pub root: &'d Node,
    /// Whether columns have names in snake case.
    pub has_snake_aliases: bool,
    /// Whether the properties of an object and of its members count together.
    pub is_unioned: bool,
    /// The release of the engine.
    pub release: Release,
    /// The variables of the environment that servers may take, from the release that knows of them.
    pub environment: BTreeMap<String, String>,
    fuel: Cell<u32>,
}

impl<'d> Source<'d> {
    /// Makes a source of a document.
    pub fn new(root: &'d Node, release: Release) -> Self {
        Source {
            root,
            has_snake_aliases: false,
            is_unioned: false,
            release,
            environment: BTreeMap::new(),
            fuel: Cell::new(FUEL),
        }
    }

    /// Allows as much as at first.
    pub fn refuel(&self) {
        self.fuel.set(FUEL);
    }

    /// Takes a step, of which there are not endlessly many.
    pub fn spend(&self) -> Step<()> {
        match self.fuel.get().checked_sub(1) {
            Some(rest) => {
                self.fuel.set(rest);
                Ok(())
            }
            None => crash("stack overflow"),
        }
    }

    /// Returns what a node names, with its reference, which is empty if it names nothing.
    pub fn open(&self, node: &'d Node) -> (&'d str, &'d Node) {
        let first = node.reference().unwrap_or_default();
        let mut found = node;
        for _ in 0..MAX_HOPS {
            match found.reference().and_then(|reference| target(self.root, reference)) {
                Some(next) => found = next,
                None => break,
            }
        }
        (first, found)
    }
}
