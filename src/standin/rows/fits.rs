//! Whether a value is one that a schema of OpenAPI 3.0 allows.
//!
//! The maker of values asks this of each candidate, at schemas that stand anywhere in a document. Compiling a validator
//! for each of them would take longer than the whole answer.

use std::cell::Cell;

use serde_json::{Map, Value as Json};

use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::{Node, Value};

/// How many schemas are asked about one value. What is left then counts as allowed.
const MAX_SCHEMAS: usize = 20_000;

/// How deep values are looked into.
const MAX_DEPTH: usize = 60;

/// Whether all schemas allow a value.
pub fn fit<'a>(value: &Json, schemas: &[&'a Node], resolver: Resolver<'a>) -> bool {
    let judge = Judge { resolver, left: Cell::new(MAX_SCHEMAS) };
    schemas.iter().all(|schema| judge.allows(value, schema, 0))
}

struct Judge<'a> {
    resolver: Resolver<'a>,
    left: Cell<usize>,
}

impl Judge<'_> {
    fn allows(&self, value: &Json, schema: &Node, depth: usize) -> bool {
        let Some(left) = self.left.get().checked_sub(1).filter(|_| depth < MAX_DEPTH) else { return true };
        self.left.set(left);
        let Some(schema) = self.resolver.resolve(schema) else { return true };
        if value.is_null() && schema.flag("nullable") {
            return true;
        }
        is_of_type(value, schema.text("type"))
            && is_listed(value, schema)
            && self.allows_contents(value, schema, depth)
            && self.allows_compositions(value, schema, depth)
    }

    fn allows_contents(&self, value: &Json, schema: &Node, depth: usize) -> bool {
        match value {
            Json::Object(entries) => self.allows_object(entries, schema, depth),
            Json::Array(items) => self.allows_list(items, schema, depth),
            Json::Number(number) => number.as_f64().is_none_or(|number| self.own(schema).limits().allow_number(number)),
            Json::String(text) => self.own(schema).limits().allow_text(text),
            Json::Null | Json::Bool(_) => true,
        }
    }

    fn own<'n>(&'n self, schema: &'n Node) -> Shape<'n> {
        Shape::of(self.resolver, schema)
    }

    fn allows_object(&self, entries: &Map<String, Json>, schema: &Node, depth: usize) -> bool {
        let required = schema.items("required").iter().filter_map(Node::as_str);
        let is_missing = |name: &str| !entries.contains_key(name) && !self.is_write_only(schema, name);
        let properties = schema.get("properties");
        let others = schema.get("additionalProperties");
        let allows = |(name, value): (&String, &Json)| match properties.and_then(|all| all.get(name)).or(others) {
            Some(Node { value: Value::Bool(is_open), .. }) => *is_open,
            Some(property) => self.allows(value, property, depth + 1),
            None => true,
        };
        is_within(entries.len(), schema, "minProperties", "maxProperties")
            && !required.into_iter().any(is_missing)
            && entries.iter().all(allows)
    }

    /// Whether a property is only sent: an answer need not have it (OpenAPI 3.0.3, Schema Object, `writeOnly`).
    fn is_write_only(&self, schema: &Node, name: &str) -> bool {
        self.own(schema).named(name).is_some_and(|property| property.flag("writeOnly"))
    }

    fn allows_list(&self, items: &[Json], schema: &Node, depth: usize) -> bool {
        let is_repeated = |(index, item): (usize, &Json)| items.iter().take(index).any(|other| other == item);
        is_within(items.len(), schema, "minItems", "maxItems")
            && !(schema.flag("uniqueItems") && items.iter().enumerate().any(is_repeated))
            && schema.get("items").is_none_or(|held| items.iter().all(|item| self.allows(item, held, depth + 1)))
    }

    fn allows_compositions(&self, value: &Json, schema: &Node, depth: usize) -> bool {
        let allows = |member: &Node| self.allows(value, member, depth + 1);
        let (any, one) = (schema.items("anyOf"), schema.items("oneOf"));
        schema.items("allOf").iter().all(allows)
            && (any.is_empty() || any.iter().any(allows))
            && (one.is_empty() || one.iter().filter(|member| allows(member)).take(2).count() == 1)
            && !schema.get("not").is_some_and(allows)
    }
}

fn is_of_type(value: &Json, kind: Option<&str>) -> bool {
    match kind {
        Some("string") => value.is_string(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("null") => value.is_null(),
        _ => true,
    }
}

fn is_listed(value: &Json, schema: &Node) -> bool {
    let is_same = |listed: &Node| serde_json::to_value(listed).is_ok_and(|listed| equals(&listed, value));
    let listed = schema.items("enum");
    (listed.is_empty() || listed.iter().any(is_same)) && schema.get("const").is_none_or(is_same)
}

/// Whether two values are the same; numbers by their value, however they are spelled.
fn equals(one: &Json, other: &Json) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn is_within(count: usize, schema: &Node, least: &str, most: &str) -> bool {
    let bound = |key: &str| schema.get(key).and_then(|bound| serde_json::to_value(bound).ok()?.as_f64());
    let count = count as f64;
    bound(least).is_none_or(|least| count >= least) && bound(most).is_none_or(|most| count <= most)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    #[test]
    fn each_keyword_refuses_something() {
        for (schema, good, bad) in [
            ("{type: string}", r#""a""#, "1"),
            ("{type: integer}", "2.0", "2.5"),
            ("{type: string, nullable: true}", "null", "1"),
            ("{type: boolean, enum: [true]}", "true", "false"),
            ("{enum: [1, a]}", "1.0", r#""1""#),
            ("{type: string, pattern: '^a'}", r#""ab""#, r#""b""#),
            ("{type: number, minimum: 1, exclusiveMinimum: true}", "1.5", "1"),
            ("{required: [a]}", r#"{"a": 1}"#, "{}"),
            ("{required: [a], properties: {a: {writeOnly: true}}, maxProperties: 0}", "{}", r#"{"b": 1}"#),
            ("{additionalProperties: false, properties: {a: {}}}", r#"{"a": 1}"#, r#"{"b": 1}"#),
            ("{additionalProperties: {type: string}}", r#"{"a": "b"}"#, r#"{"a": 1}"#),
            ("{minItems: 1}", "[1]", "[]"),
            ("{maxItems: 1, items: {type: integer}}", "[1]", "[1, 2]"),
            ("{items: {type: integer}}", "[1]", r#"["a"]"#),
            ("{uniqueItems: true}", "[1, 2]", "[1, 1]"),
            ("{allOf: [{type: string}, {minLength: 2}]}", r#""ab""#, r#""a""#),
            ("{anyOf: [{type: string}, {type: integer}]}", "1", "true"),
            ("{oneOf: [{type: integer}, {maximum: 1}]}", "2", "1"),
            ("{not: {type: string}}", "1", r#""a""#),
            ("{$ref: '#/nowhere'}", "1", ""),
        ] {
            let (root, schema) = (Node::default(), yaml::read(schema.as_bytes(), Path::new("a.yaml")).expect("YAML"));
            let fits = |text: &str| fit(&serde_json::from_str(text).expect("JSON"), &[&schema], Resolver::new(&root));
            assert!(fits(good), "{schema:?} allows {good}");
            assert!(bad.is_empty() || !fits(bad), "{schema:?} refuses {bad}");
        }
    }
}
