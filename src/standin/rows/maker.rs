//! Makes values: one for each place of a schema, until it would lead too far.

use serde_json::Value as Json;

use crate::schema::shape::{Identity, Shape};
use crate::schema::{Resolver, kind};
use crate::tree::{Node, Value};

use super::choice::Choice;
use super::fits::fit;
use super::plain;
use super::seed::Seed;
use super::spot::{Given, Spot};

/// How many values one call makes at most, whatever a schema demands.
const MAX_VALUES: usize = 20_000;

/// How many values an object or a list may have below it, those aside that must be there.
const ROOM: usize = 600;

/// How deep objects and lists are made that need not be there.
const MAX_DEPTH: usize = 8;

/// How deep any are made.
const MAX_WAY: usize = 40;

/// How many alternatives are tried for one value.
const MAX_TRIED: usize = 5;

/// Returns a value that schemas allow which all apply. `name` is the name of the property that has it.
pub fn value<'a>(
    resolver: Resolver<'a>,
    name: &str,
    schemas: &[&'a Node],
    given: Option<Given<'a>>,
    seed: Seed,
) -> Json {
    let mut maker = Maker { resolver, left: MAX_VALUES, way: Vec::new() };
    let spot = Spot { name, seed, given, room: ROOM, is_needed: true };
    maker.make(schemas.to_vec(), &spot).unwrap_or_default()
}

/// Makes the values inside of one.
pub struct Maker<'a> {
    pub(super) resolver: Resolver<'a>,
    /// How many values may still be made.
    left: usize,
    /// The objects and lists that the current one is in.
    pub(super) way: Vec<Identity<'a>>,
}

impl<'a> Maker<'a> {
    /// Makes a value; `None` where there need not be one and it would lead too far. Tries other alternatives if the first
    /// one gives a value that another one allows as well.
    pub(super) fn make(&mut self, schemas: Vec<&'a Node>, spot: &Spot<'_, 'a>) -> Option<Json> {
        let choice = Choice::new(self.resolver, schemas.clone(), spot.seed);
        let is_exact = choice.shape.schemas().any(|part| part.items("oneOf").len() > 1);
        let first = self.made(&choice, spot)?;
        if !is_exact || fit(&first, &schemas, self.resolver) {
            return Some(first);
        }
        let others = (1..MAX_TRIED).find_map(|turn| {
            let seed = spot.seed.numbered(spot.seed.number + turn);
            let choice = Choice::new(self.resolver, schemas.clone(), seed);
            self.made(&choice, spot).filter(|other| fit(other, &schemas, self.resolver))
        });
        Some(others.unwrap_or(first))
    }

    fn made(&mut self, choice: &Choice<'a>, spot: &Spot<'_, 'a>) -> Option<Json> {
        self.left = self.left.checked_sub(1)?;
        let kind = kind_of(&choice.shape, spot.given);
        if !matches!(kind, "object" | "array") {
            return Some(plain::value(self.resolver, kind, choice, spot));
        }
        let identity = choice.shape.identity();
        let is_far = self.way.len() >= MAX_DEPTH || spot.room == 0 || self.way.contains(&identity);
        if (is_far && !spot.is_needed) || self.way.len() >= MAX_WAY {
            return None;
        }
        self.way.push(identity);
        let made = if kind == "array" { self.list(choice, spot, is_far) } else { self.object(choice, spot, is_far) };
        self.way.pop();
        Some(made)
    }
}

/// The type of a value by its schemas, else by its example.
fn kind_of<'a>(shape: &Shape<'a>, given: Option<Given<'a>>) -> &'a str {
    let said = || shape.schemas().filter_map(|part| part.text("type"));
    let values: Vec<&Node> = shape.schemas().flat_map(|part| part.items("enum")).collect();
    let limits = shape.limits();
    match (said().find(|kind| *kind == "integer").or_else(|| said().next()), given.map(|given| &given.node.value)) {
        (Some(kind), _) => kind,
        _ if shape.holds_own() => {
            if shape.items().is_some() {
                "array"
            } else {
                "object"
            }
        }
        _ if !values.is_empty() => kind::of_values(&values).unwrap_or("string"),
        _ if shape.schemas().any(|part| !part.items("required").is_empty()) => "object",
        (_, Some(Value::Mapping(_))) => "object",
        (_, Some(Value::Sequence(_))) => "array",
        _ if limits.least.is_some() || limits.most.is_some() || limits.step.is_some() => "number",
        _ => "string",
    }
}
