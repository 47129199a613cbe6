//! One row of a collection, or a thing that is in none.

use serde_json::Value as Json;

use crate::engine::predict::Response;
use crate::tree::Node;

use super::described::{Described, typed};
use super::memory::State;
use super::overlay::Reach;
use super::place::Role;
use super::plan::Plan;
use super::respond::Responder;
use super::rows::Seed;
use super::spelling::is_same_name;

/// The number of the first row that is inserted: no row of a list has it, so that its values are its own.
const INSERTED: usize = 1_000;

impl Responder<'_> {
    /// Answers the row that the path names.
    pub(super) fn read(&self) -> Option<Response> {
        if self.is_deleted() {
            return None;
        }
        Some(self.thing(self.row(self.plan).unwrap_or_default()))
    }

    /// Whether the row that the path names was deleted.
    pub(super) fn is_deleted(&self) -> bool {
        self.shared.memory.get(&self.remembered(), self.key()) == Some(State::Deleted)
    }

    /// The row that the path names as it is now, in the terms of an operation.
    pub(super) fn row(&self, plan: &Plan) -> Option<Json> {
        let described = Described::new(plan, self.resolver())?;
        let made = self.described_row(&described);
        match self.shared.memory.get(&self.remembered(), self.key()) {
            Some(State::Deleted) => None,
            Some(State::Held(held)) => Some(described.shown(held, || made)),
            None => Some(made),
        }
    }

    /// The row that the path names by the document alone: if a list has it, with the values that it has there.
    fn described_row(&self, described: &Described<'_>) -> Json {
        let key = self.key();
        let listing = self.listing();
        let listed = listing.as_deref().and_then(|plan| Described::new(plan, self.resolver()));
        let rows = listed.as_ref().map(|listed| self.rows(listed)).unwrap_or_default();
        let is_it = |row: &Json| listed.as_ref().and_then(|listed| listed.key(row)).is_some_and(|known| known == key);
        let found = rows.iter().enumerate().find(|(_, row)| is_it(row));
        let seed = match found {
            Some((number, _)) => self.seed("", number),
            None => self.seed(&format!("/{key}"), 0),
        };
        let made = described.made(seed, 0);
        let made = match found {
            Some((_, row)) if row.is_object() && made.is_object() => described.laid_over(made, row, Reach::All),
            _ => made,
        };
        self.bound(made, described, Some(key))
    }

    /// A row with the values of the path that its properties name, and with its key if it is known.
    pub(super) fn bound(&self, row: Json, described: &Described<'_>, key: Option<&str>) -> Json {
        let Json::Object(mut entries) = row else { return row };
        let own = self.plan.place.key.as_deref();
        let parents = self.reached.path_values.iter().filter(|(name, _)| Some(name.as_str()) != own);
        let parents = parents.map(|(name, value)| (name.as_str(), value.as_str()));
        let shape = described.shape();
        for (name, value) in parents.chain(described.plan.key.as_deref().zip(key)) {
            let is_it = |property: &&String| is_same_name(property, name);
            let Some(property) = entries.keys().find(is_it).cloned() else { continue };
            let schemas: Vec<&Node> = shape.property(&property).collect();
            entries.extend(typed(value, &schemas, self.resolver()).map(|value| (property, value)));
        }
        Json::Object(entries)
    }

    /// What an operation answers that is about no row of a collection.
    pub(super) fn other(&self) -> Json {
        let Some(described) = self.described() else { return Json::Null };
        let made = described.made(self.seed(&format!(" {}", self.verb), 0), 0);
        // An action answers the thing that it acts on.
        let last = self.reached.path_values.last().map(|(_, value)| value.as_str());
        self.bound(made, &described, last.filter(|_| self.plan.place.role == Role::Other))
    }

    /// The seed of a row that a request brings, by its key or its number.
    pub(super) fn inserted(&self, key: &str) -> Seed {
        self.seed(&format!("/{key}"), INSERTED)
    }

    /// The seed of the next row that is inserted without a key.
    pub(super) fn next(&self) -> Seed {
        let number = if self.shared.is_stateless { 0 } else { self.shared.memory.next() };
        self.seed(" inserted", INSERTED + number)
    }
}
