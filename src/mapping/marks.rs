//! The column `provgen` of a mapping: which cells of a row a rule filled, and how sure it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::cell::Cell;

/// How sure a rule is of the cell that it filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Look at the cell.
    Low,
    /// Of such cells, at least 95 of 100 are as people wrote them, in the mappings by which the rules are measured.
    High,
}

impl Sureness {
    /// Both, the less sure one first.
    pub const ALL: [Sureness; 2] = [Sureness::Low, Sureness::High];

    /// Returns the name that marks use.
    pub fn name(self) -> &'static str {
        match self {
            Sureness::Low => "low",
            Sureness::High => "high",
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Sureness::Low => "guess:low",
            Sureness::High => "guess:high",
        }
    }
}

/// What begins the part of a mark that names the cells which the operation itself gives.
const HINTED: &str = "hinted";

/// The mark of guesses whose rules did not say how sure they were.
const GUESSED: &str = "guessed";

/// The marks of a row: `guess:low resource; guess:high verb, object key; hinted method`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The cells that a rule guessed, and that no person has reviewed.
    pub guessed: BTreeMap<Cell, Sureness>,
    /// The cells that the operation itself gives.
    pub hinted: BTreeSet<Cell>,
}

impl Marks {
    /// Reads the cell of a row. Of what is no mark, such as a note of a person, nothing is kept.
    pub fn read(text: &str) -> Self {
        let mut marks = Marks::default();
        for part in text.split(';') {
            let (kind, names) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
            let cells = names.split(',').filter_map(|name| Cell::parse(name.trim()));
            match sureness(kind) {
                Some(sureness) => marks.guessed.extend(cells.map(|cell| (cell, sureness))),
                None if kind == HINTED => marks.hinted.extend(cells),
                None => {}
            }
        }
        marks
    }

    /// The guess that is the least sure, if there is one.
    pub fn least_sure(&self) -> Option<Sureness> {
        self.guessed.values().min().copied()
    }

    fn cells_of(&self, sureness: Sureness) -> Vec<&'static str> {
        self.guessed.iter().filter(|(_, of)| **of == sureness).map(|(cell, _)| cell.name()).collect()
    }
}

fn sureness(kind: &str) -> Option<Sureness> {
    match kind {
        GUESSED => Some(Sureness::Low),
        _ => Sureness::ALL.into_iter().find(|sureness| sureness.prefix() == kind),
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hinted = (HINTED, self.hinted.iter().map(|cell| cell.name()).collect());
        let parts = Sureness::ALL.map(|sureness| (sureness.prefix(), self.cells_of(sureness)));
        let parts = parts.into_iter().chain([hinted]).filter(|(_, cells)| !cells.is_empty());
        let parts: Vec<String> = parts.map(|(kind, cells)| format!("{kind} {}", cells.join(", "))).collect();
        f.write_str(&parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written() {
        let text = "guess:low service, resource; guess:high verb, object key; hinted method";
        assert_eq!(Marks::read(text).to_string(), text);
        assert_eq!(Marks::read(" guess:high  verb ,object key;").to_string(), "guess:high verb, object key");
        assert_eq!(
            Marks::read("guessed resource, verb; hinted method").to_string(),
            "guess:low resource, verb; hinted method"
        );
        for nothing in ["", "ok", "guess:low", "guess:low colour", "; ;", "reviewed by Ann"] {
            assert_eq!(Marks::read(nothing), Marks::default(), "{nothing}");
        }
        assert_eq!(Marks::read(text).least_sure(), Some(Sureness::Low));
    }
}
