//! The rows of an operation as its schemas describe them.

use serde_json::Value as Json;

use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::Node;

use super::overlay::{Reach, laid_over};
use super::plan::Plan;
use super::rows::{Given, Seed, fit, value};
use super::spelling::text;

/// The rows, or the one thing, that an operation answers.
pub struct Described<'p> {
    /// The plan of the operation.
    pub plan: &'p Plan,
    /// The schemas of one row, which all apply.
    pub schemas: Vec<&'p Node>,
    /// Resolves references of the document.
    pub resolver: Resolver<'p>,
}

impl<'p> Described<'p> {
    /// Returns what an operation answers, if it answers anything.
    pub fn new(plan: &'p Plan, resolver: Resolver<'p>) -> Option<Self> {
        let schemas = plan.rows(plan.outcome.schema()?, resolver);
        Some(Described { plan, schemas, resolver })
    }

    /// Makes a row. Each turn makes another one for the same seed.
    pub fn made(&self, seed: Seed, turn: usize) -> Json {
        let examples = self.plan.outcome.examples(self.resolver);
        let parts = examples.iter().filter_map(|example| self.plan.part(example));
        let examples: Vec<&Node> = match self.plan.is_list {
            true => parts.filter_map(Node::as_sequence).flatten().collect(),
            false => parts.collect(),
        };
        let given = Given::of(&examples, seed.number).map(|given| Given { turn: given.turn + turn, ..given });
        let seed = if turn == 0 { seed } else { seed.again(turn) };
        value(self.resolver, self.plan.way.last().map_or("value", String::as_str), &self.schemas, given, seed)
    }

    /// Returns the shape of a row.
    pub fn shape(&self) -> Shape<'p> {
        Shape::of_all(self.resolver, self.schemas.iter().copied())
    }

    /// Returns the key of a row.
    pub fn key(&self, row: &Json) -> Option<String> {
        key_of(row, self.plan.key.as_deref())
    }

    /// Returns a row with the properties of another one.
    pub fn laid_over(&self, row: Json, over: &Json, reach: Reach) -> Json {
        laid_over(row, over, &self.schemas, reach, self.resolver)
    }

    /// Returns what a row that is remembered looks like: as it is, or laid over one that was made.
    pub fn shown(&self, held: Json, made: impl FnOnce() -> Json) -> Json {
        match fit(&held, &self.schemas, self.resolver) {
            true => held,
            false => self.laid_over(made(), &held, Reach::All),
        }
    }
}

/// Returns the key of a row as it stands in a path; a plain row is its own.
pub fn key_of(row: &Json, key: Option<&str>) -> Option<String> {
    match row {
        Json::Object(entries) => entries.get(key?).filter(|value| !value.is_null()).map(text),
        Json::Array(_) | Json::Null => None,
        _ => Some(text(row)),
    }
}

/// Returns a text of a path or a query in the type that schemas have, if they allow it.
pub fn typed(text: &str, schemas: &[&Node], resolver: Resolver<'_>) -> Option<Json> {
    let parsed = serde_json::from_str(text).ok().filter(|value: &Json| !value.is_object() && !value.is_array());
    let candidates = [Some(Json::String(text.to_owned())), parsed];
    candidates.into_iter().flatten().find(|value| fit(value, schemas, resolver))
}
