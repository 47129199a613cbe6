//! What requests have inserted, changed and deleted.

use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use serde_json::Value as Json;

/// The maximum number of rows that are remembered.
const MAX_ROWS: usize = 10_000;

/// The maximum size of all rows that are remembered, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// The row that a request was about: its collection and its key there.
type Id = (String, String);

/// What is known of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It was inserted or changed.
    Held(Json),
    /// It was deleted.
    Deleted,
}

/// The rows that differ from those that the document alone gives. The oldest go first when there are too many.
#[derive(Default)]
pub struct Memory {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    rows: IndexMap<Id, (State, usize)>,
    bytes: usize,
    /// How often something changed.
    version: u64,
    /// How many keys were given out.
    given: usize,
}

impl Memory {
    /// Returns what is known of a row.
    pub fn get(&self, collection: &str, key: &str) -> Option<State> {
        self.with(|known| known.rows.get(&(collection.to_owned(), key.to_owned())).map(|(state, _)| state.clone()))
    }

    /// Returns what is known of a collection, by key, in the order in which the rows came.
    pub fn of(&self, collection: &str) -> IndexMap<String, State> {
        self.with(|known| {
            let of_collection = known.rows.iter().filter(|((of, _), _)| of == collection);
            of_collection.map(|((_, key), (state, _))| (key.clone(), state.clone())).collect()
        })
    }

    /// Remembers a row.
    pub fn put(&self, collection: &str, key: &str, state: State) {
        let size = collection.len() + key.len() + size_of(&state);
        self.with(|known| {
            known.version += 1;
            let before = known.rows.insert((collection.to_owned(), key.to_owned()), (state, size));
            known.bytes = known.bytes + size - before.map_or(0, |(_, size)| size);
            known.shrink();
        });
    }

    /// Returns a number that is another one after each change.
    pub fn version(&self) -> u64 {
        self.with(|known| known.version)
    }

    /// Returns the number of the next row that is inserted.
    pub fn next(&self) -> usize {
        self.with(|known| {
            known.given += 1;
            known.given
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Known) -> T) -> T {
        act(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    fn shrink(&mut self) {
        if self.rows.len() <= MAX_ROWS && self.bytes <= MAX_BYTES {
            return;
        }
        let mut gone = self.rows.len().saturating_sub(MAX_ROWS);
        let sizes: Vec<usize> = self.rows.values().map(|(_, size)| *size).collect();
        let mut left = self.bytes - sizes.iter().take(gone).sum::<usize>();
        while left > MAX_BYTES {
            left -= sizes.get(gone).copied().unwrap_or(left);
            gone += 1;
        }
        self.rows.drain(..gone);
        self.bytes = left;
    }
}

fn size_of(state: &State) -> usize {
    match state {
        State::Held(row) => row.to_string().len(),
        State::Deleted => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_kept_by_collection() {
        let memory = Memory::default();
        memory.put("/a", "1", State::Held(json!(1)));
        memory.put("/b", "1", State::Deleted);
        memory.put("/a", "2", State::Held(json!(2)));
        memory.put("/a", "1", State::Deleted);
        assert_eq!(memory.get("/a", "1"), Some(State::Deleted));
        assert_eq!(memory.of("/a").keys().collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn the_oldest_rows_go_first() {
        let memory = Memory::default();
        for row in 0..=MAX_ROWS {
            memory.put("/a", &row.to_string(), State::Held(json!(row)));
        }
        assert_eq!((memory.get("/a", "0"), memory.of("/a").len()), (None, MAX_ROWS));
        let large = "x".repeat(MAX_BYTES / 2);
        for row in ["x", "y", "z"] {
            memory.put("/a", row, State::Held(json!(large)));
        }
        assert_eq!(memory.of("/a").keys().collect::<Vec<_>>(), ["z"]);
    }
}
