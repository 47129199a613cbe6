//! Plain values: texts, numbers and booleans.

use serde_json::Value as Json;

use crate::examples::Values;
use crate::schema::shape::Shape;
use crate::schema::{Limits, Resolver};
use crate::tree::Node;

use super::choice::Choice;
use super::fits::fit;
use super::seed::Seed;
use super::spot::{Given, Spot};
use super::{number, text};

/// Ends of the names of properties that identify a row, in lower case.
const IDENTIFYING: [&str; 12] =
    ["id", "uid", "uuid", "guid", "key", "name", "login", "email", "slug", "arn", "urn", "label"];

/// How many texts are tried.
const MAX_TRIED: usize = 40;

/// Makes a plain value.
pub fn value<'a>(resolver: Resolver<'a>, kind: &str, choice: &Choice<'a>, spot: &Spot<'_, 'a>) -> Json {
    let maker = Maker { resolver, kind, choice, spot, limits: choice.shape.limits() };
    maker.listed().or_else(|| maker.given()).unwrap_or_else(|| maker.made())
}

/// Whether the values of a property tell rows apart.
pub fn is_identifying(name: &str) -> bool {
    let name = name.to_lowercase();
    IDENTIFYING.iter().any(|end| name.ends_with(end))
}

struct Maker<'m, 'a> {
    resolver: Resolver<'a>,
    kind: &'m str,
    choice: &'m Choice<'a>,
    spot: &'m Spot<'m, 'a>,
    limits: Limits,
}

impl<'a> Maker<'_, 'a> {
    fn shape(&self) -> &Shape<'a> {
        &self.choice.shape
    }

    fn fits(&self, value: &Json) -> bool {
        fit(value, &self.choice.schemas, self.resolver)
    }

    /// One of the values that the schema lists: over the rows, each.
    fn listed(&self) -> Option<Json> {
        let listed = self.shape().schemas().flat_map(|part| part.items("enum").iter().chain(part.get("const")));
        let values = listed.filter(|value| !value.is_null()).filter_map(|value| serde_json::to_value(value).ok());
        let mut values: Vec<Json> = values.collect();
        let is_allowed = |value: &Json| self.fits(value);
        if values.iter().any(is_allowed) {
            values.retain(is_allowed);
        }
        let first = self.spot.given.filter(|given| given.turn == 0).and_then(|given| self.fitted(given.node));
        let first = first.filter(|value| values.contains(value));
        first.or_else(|| values.get(self.spot.seed.number.checked_rem(values.len())?).cloned())
    }

    /// A value that the document gives: an example, else the default.
    fn given(&self) -> Option<Json> {
        let of_schema = || {
            let shown = |part: &'a Node| part.get("example").into_iter().chain(part.items("examples"));
            let examples: Vec<&Node> = self.shape().schemas().flat_map(shown).collect();
            Given::of(&examples, self.spot.seed.number)
        };
        let default = || self.shape().get("default").map(|node| Given { node, turn: self.spot.seed.number });
        let given = self.spot.given.into_iter().chain(of_schema()).chain(default());
        given.filter_map(|given| self.of_turn(given)).find(|value| self.fits(value))
    }

    /// An example as it is, or one like it if other rows have it already.
    fn of_turn(&self, given: Given<'a>) -> Option<Json> {
        let value = self.fitted(given.node)?;
        if given.turn == 0 || !is_identifying(self.spot.name) {
            return Some(value);
        }
        match &value {
            Json::String(text) => {
                let others = (0..4).map(|turn| Json::String(text::alike(text, self.spot.seed.again(turn))));
                others.filter(|other| *other != value).find(|other| self.fits(other))
            }
            Json::Number(number) => Some(Json::from(number.as_i64()?.checked_add(given.turn as i64)?)),
            _ => Some(value),
        }
    }

    fn fitted(&self, node: &Node) -> Option<Json> {
        Values { resolver: self.resolver }.fitted(self.spot.name, node, self.shape())
    }

    fn made(&self) -> Json {
        let tried = (0..4).map(|turn| if turn == 0 { self.spot.seed } else { self.spot.seed.again(turn) });
        let mut made = tried.flat_map(|seed| self.of_kind(seed)).take(MAX_TRIED);
        let Some(first) = made.next() else { return Json::String(self.spot.name.to_owned()) };
        if self.fits(&first) { first } else { made.find(|value| self.fits(value)).unwrap_or(first) }
    }

    fn of_kind(&self, seed: Seed) -> Vec<Json> {
        let is_integer = self.kind == "integer";
        match self.kind {
            "integer" | "number" => {
                vec![number::number(is_integer, is_identifying(self.spot.name), &self.limits, seed)]
            }
            "boolean" => [seed.below(2) == 0, true, false].map(Json::Bool).to_vec(),
            "null" => vec![Json::Null],
            _ => text::candidates(self.spot.name, &self.limits, seed).map(Json::String).collect(),
        }
    }
}
