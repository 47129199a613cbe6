//! The guesses of a mapping that a person accepts or corrects, row by row.

mod apply;
mod filter;
mod options;
mod siblings;

use std::collections::BTreeMap;

use crate::mapping::infer::Cell;
use crate::mapping::{Marks, Row, Sureness};

pub use apply::{Applied, Change, apply};
pub use filter::Filter;
pub use options::options;
pub use siblings::siblings;

/// A row of a mapping with what is known of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row, with its place in the file.
    pub row: Row,
    /// Its service; empty if it has none.
    pub service: String,
    /// The tags of its operation.
    pub tags: Vec<String>,
    /// The object keys that its response could have, the likeliest first.
    pub object_keys: Vec<String>,
}

impl Entry {
    /// How sure its least sure guess is; none if nothing is left to review.
    pub fn sureness(&self) -> Option<Sureness> {
        self.row.least_sure()
    }
}

/// Returns the rows that need a look, the least sure first, then by service and resource.
pub fn queue<'e>(entries: &'e [Entry], filter: &Filter) -> Vec<&'e Entry> {
    let mut queue: Vec<&Entry> =
        entries.iter().filter(|entry| entry.sureness().is_some() && filter.matches(entry)).collect();
    queue.sort_by_cached_key(|entry| {
        (entry.sureness(), entry.service.clone(), entry.row.resource.clone(), entry.row.mark)
    });
    queue
}

/// Returns the cells of a row with how sure their guesses are: the least sure first, then those that are no guess.
pub fn cells(row: &Row) -> Vec<(Cell, Option<Sureness>)> {
    let guessed = row.marks().guessed;
    let mut cells: Vec<_> = Cell::ALL.iter().map(|cell| (*cell, guessed.get(cell).copied())).collect();
    cells.sort_by_key(|(_, sureness)| (sureness.is_none(), *sureness));
    cells
}

/// Returns a row whose guesses are accepted. What the operation itself gave stays marked, and notes stay.
pub fn accepted(row: &Row) -> Row {
    let marks = Marks { guessed: BTreeMap::new(), ..row.marks() };
    Row { guess: row.remarked(&marks), ..row.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::SKIP;

    fn entry(service: &str, resource: &str, guess: &str) -> Entry {
        let row = Row { resource: resource.to_owned(), guess: guess.to_owned(), ..Row::default() };
        Entry { row, service: service.to_owned(), tags: Vec::new(), object_keys: Vec::new() }
    }

    #[test]
    fn what_is_least_sure_comes_first() {
        let entries = [
            entry("b", "x", "guess:high verb"),
            entry("b", "y", "guess:low verb"),
            entry("a", "z", "guess:high verb; guess:low method"),
            entry("a", "a", "hinted method"),
            entry("a", "a", ""),
            entry("a", SKIP, "guess:low verb"),
        ];
        let seen: Vec<&str> =
            queue(&entries, &Filter::default()).iter().map(|entry| entry.row.resource.as_str()).collect();
        assert_eq!(seen, ["z", "y", "x"]);
    }

    #[test]
    fn the_least_sure_cell_comes_first() {
        let row = entry("a", "b", "guess:high service, verb; guess:low resource, object key; hinted method").row;
        let cells: Vec<Cell> = cells(&row).into_iter().map(|(cell, _)| cell).collect();
        assert_eq!(cells, [Cell::Resource, Cell::ObjectKey, Cell::Service, Cell::Verb, Cell::Method]);
    }

    #[test]
    fn accepting_keeps_hints_and_notes() {
        let row = entry("a", "b", "guess:low resource; hinted method").row;
        assert_eq!(accepted(&row).guess, "hinted method");
        let row = entry("a", "b", "guess:low resource; ask Ann").row;
        assert_eq!(accepted(&row).guess, "ask Ann");
    }
}
