//! What the schemas of a document have, read without any code of the generator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::site::Subject;
use crate::engine;

/// The fields of a resource's rows to depth 2, by dotted path without brackets. A field of several schemas has all.
pub fn fields<'a>(doc: &'a Json, subject: &Subject<'_>) -> BTreeMap<String, Vec<&'a Json>> {
    let mut found = BTreeMap::new();
    let column = |name: &String| if subject.has_aliases { engine::column(name) } else { name.clone() };
    for method in subject.selects() {
        let Some(row) = engine::row_schema(doc, subject.name, method) else { continue };
        let mut names = BTreeSet::new();
        for (name, schema) in properties(doc, held(doc, last_list(doc, row))) {
            // Of a document that is ready for the engine, the first of a name is its column.
            if names.insert(name.clone()) || !std::ptr::eq(doc, subject.doc) {
                add(doc, column(&name), schema, 0, &mut found);
            }
        }
    }
    found
}

/// Of alternatives that are lists, the engine takes the items of the last.
fn last_list<'a>(doc: &'a Json, row: &'a Json) -> &'a Json {
    let row = engine::dereference(doc, row).unwrap_or(row);
    let members = ["oneOf", "anyOf"].iter().filter_map(|key| row.get(key)?.as_array()).flatten();
    let mut lists = members.filter_map(|it| engine::dereference(doc, it)).filter(|it| it["type"] == "array");
    lists.next_back().unwrap_or(row)
}

fn add<'a>(doc: &'a Json, path: String, schema: &'a Json, depth: usize, found: &mut BTreeMap<String, Vec<&'a Json>>) {
    let schema = held(doc, schema);
    let schemas = found.entry(path.clone()).or_default();
    if schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
        return;
    }
    schemas.push(schema);
    if depth < 2 {
        for (name, property) in properties(doc, schema) {
            add(doc, format!("{path}.{name}"), property, depth + 1, found);
        }
    }
}

/// What a list or a map holds in the end.
pub fn held<'a>(doc: &'a Json, schema: &'a Json) -> &'a Json {
    let mut schema = engine::dereference(doc, schema).unwrap_or(schema);
    for _ in 0..3 {
        let own = schema.get("properties").and_then(Json::as_object).is_some_and(|it| !it.is_empty());
        let values = schema.get("additionalProperties").filter(|values| !own && values.is_object());
        let Some(next) = schema.get("items").or(values) else { break };
        schema = engine::dereference(doc, next).unwrap_or(next);
    }
    schema
}

/// The properties of an object in all its variants, and in those that only a discriminator names.
pub fn properties<'a>(doc: &'a Json, schema: &'a Json) -> Vec<(String, &'a Json)> {
    let mut collected = Collected::default();
    collected.collect(doc, schema);
    collected.all
}

#[derive(Default)]
struct Collected<'a> {
    all: Vec<(String, &'a Json)>,
    seen: BTreeSet<*const Json>,
    /// The schemas on the way: a subtype does not ask its base for others.
    inside: Vec<*const Json>,
}

impl<'a> Collected<'a> {
    fn collect(&mut self, doc: &'a Json, schema: &'a Json) {
        let Some(schema) = engine::dereference(doc, schema) else { return };
        if !self.seen.insert(schema) {
            return;
        }
        self.inside.push(schema);
        let own = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
        self.all.extend(own.map(|(name, property)| (name.clone(), property)));
        for member in ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten() {
            self.collect(doc, held(doc, member));
        }
        let mapping = schema.get("discriminator").and_then(|it| it.get("mapping")).and_then(Json::as_object);
        let targets = mapping.into_iter().flat_map(|mapping| mapping.values()).filter_map(Json::as_str);
        let names = targets.map(|target| target.rsplit('/').next().unwrap_or(target));
        let variants: Vec<&Json> = names.filter_map(|name| doc["components"]["schemas"].get(name)).collect();
        let is_inside =
            |variant: &&Json| !std::ptr::eq(*variant, schema) && self.inside.contains(&std::ptr::from_ref(*variant));
        if !variants.iter().any(is_inside) {
            variants.into_iter().for_each(|variant| self.collect(doc, variant));
        }
        self.inside.pop();
    }
}

/// The parameters of a method, those of its path item among them.
pub fn parameters<'a>(doc: &'a Json, subject: &Subject<'_>, method: &str) -> Vec<&'a Json> {
    let Some((operation, item)) = engine::operation(doc, subject.name, method) else { return Vec::new() };
    let listed = [operation, item].into_iter().filter_map(|it| it.get("parameters")?.as_array()).flatten();
    listed.filter_map(|it| engine::dereference(doc, it)).collect()
}

/// The properties of the request body of a method that a statement can give, by name.
pub fn body<'a>(doc: &'a Json, subject: &Subject<'_>, method: &str) -> Vec<(String, &'a Json)> {
    let Some((operation, _)) = engine::operation(doc, subject.name, method) else { return Vec::new() };
    let body = operation.get("requestBody").and_then(|body| engine::dereference(doc, body));
    let Some(content) = body.and_then(|body| body["content"].as_object()) else { return Vec::new() };
    let is_form = |media: &str| media.starts_with("multipart/");
    let media = content.iter().filter(|(media, _)| !is_form(media)).map(|(_, media)| media).next();
    let schema = media.and_then(|it| engine::dereference(doc, it.get("schema")?));
    let own = schema.and_then(|schema| schema["properties"].as_object()).filter(|own| !own.is_empty());
    match (own, schema) {
        (Some(own), _) => own.iter().map(|(name, property)| (name.clone(), property)).collect(),
        (None, Some(schema)) => properties(doc, schema),
        (None, None) => Vec::new(),
    }
}

/// The values that a thing may have: of itself, or of what a list of it holds. Null is told in words.
pub fn values<'a>(doc: &'a Json, schema: &'a Json) -> Vec<&'a Json> {
    let schema = engine::dereference(doc, schema).unwrap_or(schema);
    let own = schema.get("enum").or_else(|| held(doc, schema).get("enum"));
    own.and_then(Json::as_array).into_iter().flatten().filter(|value| !value.is_null()).collect()
}
