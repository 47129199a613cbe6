//! Objects, maps and lists.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use crate::schema::shape::{Shape, literal};
use crate::tree::{Node, Value};

use super::choice::Choice;
use super::fits::fit;
use super::maker::Maker;
use super::spot::{Given, Spot};

/// How many entries a map gets, and how many items a list, if nothing else is said.
const USUAL: usize = 2;

/// The maximum number of items that are made for a list, and of entries for a map.
const MAX_ITEMS: usize = 100;

/// The maximum number of entries of an example that no property describes.
const MAX_OTHERS: usize = 50;

impl<'a> Maker<'a> {
    /// Makes an object: with all its properties, or with those alone that it must have.
    pub(super) fn object(&mut self, choice: &Choice<'a>, spot: &Spot<'_, 'a>, is_bare: bool) -> Json {
        let shape = &choice.shape;
        let given = example(shape, spot, |node| node.as_mapping().is_some());
        let names = names(shape);
        let is_bare = is_bare || (names.len() > spot.room && self.way.len() > 1);
        let most = count(shape, "maxProperties").unwrap_or(usize::MAX);
        let mut entries = Map::new();
        let room = room_inside(shape, &names, spot.room);
        for name in names {
            let is_needed = shape.requires(name);
            let is_open = !is_bare && entries.len() < most;
            if shape.named(name).is_some_and(|property| property.flag("writeOnly")) || !(is_needed || is_open) {
                continue;
            }
            let seed = spot.seed.property(name);
            let given = given.and_then(|given| given.property(name));
            let property = Spot { name, seed, given, room, is_needed };
            let schemas: Vec<&'a Node> = shape.property(name).collect();
            let told = choice.told(name).map(|value| Json::String(value.to_owned()));
            let told = told.filter(|value| fit(value, &schemas, self.resolver));
            let made = told.or_else(|| self.make(schemas, &property));
            entries.extend(made.map(|value| (name.to_owned(), value)));
        }
        self.add_others(choice, spot, is_bare, given, &mut entries);
        Json::Object(entries)
    }

    /// Adds entries that no property describes: those of an example, those that are required, and those of a map.
    fn add_others(
        &mut self,
        choice: &Choice<'a>,
        spot: &Spot<'_, 'a>,
        is_bare: bool,
        given: Option<Given<'a>>,
        entries: &mut Map<String, Json>,
    ) {
        let shape = &choice.shape;
        let is_known = |name: &str| shape.property(name).next().is_some();
        let mut wanted: Vec<(String, Option<Given<'a>>)> = Vec::new();
        let required = shape.schemas().flat_map(crate::schema::required).filter(|name| !is_known(name));
        wanted.extend(required.map(|name| (name.to_owned(), given.and_then(|given| given.property(name)))));
        let is_closed = shape.schemas().any(|part| is_false(part.get("additionalProperties")));
        let shown = given.filter(|_| !is_closed && !is_bare).and_then(|given| Some((given, given.node.as_mapping()?)));
        if let Some((given, others)) = shown {
            let others = others.iter().filter(|(name, _)| !is_known(name)).take(MAX_OTHERS);
            wanted.extend(others.map(|(name, node)| (name.to_string(), Some(Given { node, ..given }))));
        }
        let least = count(shape, "minProperties").unwrap_or_default().min(MAX_ITEMS);
        let usual = if is_bare || entries.len() + wanted.len() > 0 || is_closed { 0 } else { USUAL };
        let most = count(shape, "maxProperties").unwrap_or(usize::MAX);
        let further = if is_closed { 0 } else { least.max(usual).saturating_sub(entries.len() + wanted.len()) };
        wanted.extend((1..=further.min(most)).map(|index| (format!("key{index}"), None)));
        let schemas: Vec<&'a Node> = shape.schemas().filter_map(|part| part.get("additionalProperties")).collect();
        let schemas: Vec<&'a Node> = schemas.into_iter().filter(|node| node.as_mapping().is_some()).collect();
        for (name, given) in wanted {
            let seed = spot.seed.property(&name);
            let value = Spot { name: &name, seed, given, room: spot.room / 4, is_needed: !is_bare };
            if let Some(made) = self.make(schemas.clone(), &value).filter(|_| !entries.contains_key(&name)) {
                entries.insert(name, made);
            }
        }
    }

    /// Makes a list: with the items of the example, or with as many as it must have.
    pub(super) fn list(&mut self, choice: &Choice<'a>, spot: &Spot<'_, 'a>, is_bare: bool) -> Json {
        let shape = &choice.shape;
        let schemas: Vec<&'a Node> = shape.schemas().filter_map(|part| part.get("items")).collect();
        let given = example(shape, spot, |node| node.as_sequence().is_some_and(|items| !items.is_empty()));
        let examples: Vec<&'a Node> = given.and_then(|it| it.node.as_sequence()).into_iter().flatten().collect();
        let least = count(shape, "minItems").unwrap_or_default().min(MAX_ITEMS);
        let most = count(shape, "maxItems").unwrap_or(MAX_ITEMS).min(MAX_ITEMS);
        let usual = if examples.is_empty() { USUAL } else { examples.len() };
        let wanted = if is_bare { least } else { usual.max(least).min(most) };
        let is_unique = shape.flag("uniqueItems");
        let mut items: Vec<Json> = Vec::new();
        // Where items must differ, some are made in vain.
        for index in 0..wanted * if is_unique { 4 } else { 1 } {
            if items.len() >= wanted {
                break;
            }
            let turns = given.map_or(0, |given| given.turn);
            let given = Given::of(&examples, index).map(|own| Given { turn: own.turn + turns, ..own });
            let (seed, room) = (spot.seed.item(index), spot.room / wanted.max(1));
            let item = Spot { name: spot.name, seed, given, room, is_needed: index < least };
            let made = self.make(schemas.clone(), &item);
            items.extend(made.filter(|item| !is_unique || !items.contains(item)));
        }
        Json::Array(items)
    }
}

/// The example of an object or a list: one from outside, else that of its schema.
fn example<'a>(shape: &Shape<'a>, spot: &Spot<'_, 'a>, is_it: impl Fn(&Node) -> bool) -> Option<Given<'a>> {
    let own = || {
        let shown = |part: &'a Node| part.get("example").into_iter().chain(part.items("examples"));
        let examples: Vec<&'a Node> = shape.schemas().flat_map(shown).filter(|node| is_it(node)).collect();
        Given::of(&examples, spot.seed.number)
    };
    spot.given.filter(|given| is_it(given.node)).or_else(own)
}

/// The names of the properties, each once.
fn names<'a>(shape: &Shape<'a>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    let all = shape.schemas().flat_map(|part| part.entries("properties")).map(|(name, _)| &**name);
    all.filter(|name| seen.insert(*name)).collect()
}

/// How many values each of the objects and lists in an object may have.
fn room_inside(shape: &Shape<'_>, names: &[&str], room: usize) -> usize {
    let is_plain = |name: &&&str| {
        let kind = shape.named(name).and_then(|property| property.text("type"));
        matches!(kind, Some("string" | "integer" | "number" | "boolean"))
    };
    let plain = names.iter().filter(is_plain).count();
    room.saturating_sub(names.len()) / (names.len() - plain).max(1)
}

/// The smallest number that the schemas have for a keyword.
fn count(shape: &Shape<'_>, key: &str) -> Option<usize> {
    let found = shape.schemas().filter_map(|part| literal(part.get(key)?).parse().ok());
    if key.starts_with("max") { found.min() } else { found.max() }
}

fn is_false(node: Option<&Node>) -> bool {
    matches!(node, Some(Node { value: Value::Bool(false), .. }))
}
