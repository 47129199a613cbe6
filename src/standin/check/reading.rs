//! Reads text of parameters and forms as the values that a schema expects.

use serde_json::{Map, Number, Value as Json};

use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::{Node, Value};

/// Maximum depth of lists and objects in text.
const MAX_DEPTH: usize = 4;

/// The plain types, the most particular first: text that is a number may be meant as one.
const PLAIN: [&str; 4] = ["integer", "number", "boolean", "string"];

/// What text may stand for by a schema and its alternatives.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The plain types; if there is nothing else, none stands for all.
    types: Vec<&'static str>,
    allows_null: bool,
    /// The items, if it may be a list.
    pub list: Option<Box<Reading>>,
    /// The members, if it may be an object.
    pub object: Option<Members>,
}

/// The members of an object.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The properties that have a name.
    named: Vec<(String, Reading)>,
    /// The others; nothing if there are none.
    others: Option<Box<Reading>>,
    /// Whether others are expected, not only allowed.
    pub is_open: bool,
}

impl Reading {
    /// Returns what text may stand for by a schema.
    pub fn of(resolver: Resolver<'_>, schema: &Node) -> Self {
        Self::at_depth(resolver, &Shape::of(resolver, schema), 0)
    }

    fn at_depth(resolver: Resolver<'_>, shape: &Shape<'_>, depth: usize) -> Self {
        let mut reading = Reading { allows_null: shape.allows_null(), ..Reading::default() };
        if depth > MAX_DEPTH {
            return reading;
        }
        reading.types.extend(PLAIN.into_iter().filter(|kind| shape.text("type") == Some(kind)));
        let below = |shape: Shape<'_>| Box::new(Self::at_depth(resolver, &shape, depth + 1));
        let is_list = shape.text("type") == Some("array") || shape.items().is_some();
        reading.list = is_list.then(|| shape.items().map(below).unwrap_or_default());
        let is_object = shape.text("type") == Some("object") || !own_names(shape).is_empty();
        reading.object = is_object.then(|| Members::of(resolver, shape, depth));
        if reading.is_anything() {
            let alternatives =
                shape.alternatives().map(|it| Self::at_depth(resolver, &Shape::of(resolver, it), depth + 1));
            alternatives.for_each(|alternative| reading.widen(alternative));
        }
        reading
    }

    fn is_anything(&self) -> bool {
        self.types.is_empty() && self.list.is_none() && self.object.is_none()
    }

    fn widen(&mut self, other: Reading) {
        let known = |kind: &&'static str| self.types.contains(kind) || other.types.contains(kind);
        self.types = PLAIN.into_iter().filter(known).collect();
        self.allows_null |= other.allows_null;
        self.list = self.list.take().or(other.list);
        self.object = match (self.object.take(), other.object) {
            (Some(mut own), Some(more)) => {
                own.named.extend(more.named);
                Some(Members {
                    named: own.named,
                    others: own.others.or(more.others),
                    is_open: own.is_open || more.is_open,
                })
            }
            (own, more) => own.or(more),
        };
    }

    /// Whether it may be a plain value.
    pub fn may_be_plain(&self) -> bool {
        !self.types.is_empty() || self.is_anything()
    }

    /// Returns the values that a text may stand for, the most particular first.
    pub fn plain(&self, text: &str) -> Vec<Json> {
        let types = if self.types.is_empty() { &PLAIN } else { self.types.as_slice() };
        let mut values: Vec<Json> = types.iter().filter_map(|kind| read(kind, text)).collect();
        if self.allows_null && matches!(text, "" | "null") {
            values.push(Json::Null);
        }
        if values.is_empty() {
            values.push(text.into());
        }
        values
    }

    /// Returns the lists that some texts may stand for.
    pub fn items(&self, texts: &[String]) -> Vec<Json> {
        let items = self.list.clone().unwrap_or_default();
        let values: Vec<Vec<Json>> = texts.iter().map(|text| items.plain(text)).collect();
        distinct(
            [<[Json]>::first, <[Json]>::last]
                .map(|pick| values.iter().filter_map(|them| pick(them)).cloned().collect()),
        )
    }

    /// Returns the objects that some pairs may stand for. A name that is given several times is a list.
    pub fn members(&self, pairs: &[(String, String)]) -> Vec<Json> {
        let members = self.object.clone().unwrap_or_default();
        let picks = [<[Json]>::first, <[Json]>::last];
        distinct(picks.map(|pick| Json::Object(members.object(pairs, pick))))
    }
}

impl Members {
    fn of(resolver: Resolver<'_>, shape: &Shape<'_>, depth: usize) -> Self {
        let below = |shape: &Shape<'_>| Reading::at_depth(resolver, shape, depth + 1);
        let named = own_names(shape).into_iter();
        let named = named.filter_map(|name| Some((name.to_owned(), below(&shape.named(name)?)))).collect();
        let is_open = shape.additional().is_some() || shape.flag("additionalProperties") || own_names(shape).is_empty();
        let is_closed = matches!(shape.get("additionalProperties").map(|node| &node.value), Some(Value::Bool(false)));
        let others = shape.additional().map(|shape| below(&shape)).unwrap_or_default();
        Members { named, others: (!is_closed).then(|| Box::new(others)), is_open }
    }

    /// Whether a property has this name.
    pub fn has(&self, name: &str) -> bool {
        self.named.iter().any(|(known, _)| known == name)
    }

    /// Returns how a member is read.
    fn reading(&self, name: &str) -> Reading {
        let named = self.named.iter().find(|(known, _)| known == name).map(|(_, reading)| reading);
        named.or(self.others.as_deref()).cloned().unwrap_or_default()
    }

    fn object(&self, pairs: &[(String, String)], pick: fn(&[Json]) -> Option<&Json>) -> Map<String, Json> {
        let mut object = Map::new();
        for (name, _) in pairs {
            if !object.contains_key(name) {
                let texts = pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.clone());
                let texts: Vec<String> = texts.collect();
                let reading = self.reading(name);
                let values = match texts.as_slice() {
                    [text] if reading.list.is_none() => reading.plain(text),
                    texts => reading.items(texts),
                };
                object.extend(pick(&values).map(|value| (name.clone(), value.clone())));
            }
        }
        object
    }
}

fn own_names<'a>(shape: &Shape<'a>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in shape.schemas().flat_map(|schema| schema.entries("properties")) {
        if !names.contains(&&**name) {
            names.push(name);
        }
    }
    names
}

fn read(kind: &str, text: &str) -> Option<Json> {
    let number = || serde_json::from_str::<Number>(text).ok().filter(|_| text.trim() == text);
    match kind {
        // Integers may be beyond 64 bits.
        "integer" => number().filter(|_| !text.contains(['.', 'e', 'E'])).map(Json::Number),
        "number" => number().map(Json::Number),
        "boolean" => text.parse().ok().map(Json::Bool),
        _ => Some(text.into()),
    }
}

fn distinct([first, last]: [Json; 2]) -> Vec<Json> {
    if first == last { vec![first] } else { vec![first, last] }
}
