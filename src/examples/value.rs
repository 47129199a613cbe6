//! Values for examples, from the spec's examples, defaults and enums, or else placeholders that say what to fill in.

use serde_json::{Map, Value as Json};

use crate::engine::request::BODY_NUMBER;
use crate::model::Parameter;
use crate::schema::Resolver;
use crate::schema::members;
use crate::sql;
use crate::tree::{Node, Value};

use super::names::useful;

/// Longer text is not used: nobody would type it.
const MAX_TEXT: usize = 100;

/// The limit inside objects and lists, in bytes.
const MAX_INNER_TEXT: usize = 1_000;

/// The maximum depth of objects.
const MAX_DEPTH: usize = 4;

/// The maximum number of properties of an inner object.
const MAX_INNER: usize = 12;

/// The maximum number of properties if none is required.
const MAX_OPTIONAL: usize = 3;

/// The maximum number of lines of JSON.
const MAX_LINES: usize = 30;

/// Makes values for schemas.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    pub resolver: Resolver<'a>,
}

impl Values<'_> {
    /// A value for a parameter.
    pub fn of_parameter(self, parameter: &Parameter) -> Json {
        let schema = parameter.node.get("schema").and_then(|schema| self.resolver.resolve(schema));
        let nothing = Node::default();
        let schema = schema.unwrap_or(&nothing);
        let given = parameter.node.get("example").or_else(|| self.named(&parameter.node).next().map(|(_, it)| it.1));
        let given = given.and_then(|given| fitting(given, schema));
        given.unwrap_or_else(|| self.of_schema(&parameter.name, schema))
    }

    /// The named examples of a parameter or a media type: name, example, value.
    pub fn named<'n>(self, holder: &'n Node) -> impl Iterator<Item = (&'n str, (&'n Node, &'n Node))>
    where
        Self: 'n,
    {
        let value = move |example: &'n Node| {
            let example = self.resolver.resolve(example)?;
            Some((example, example.get("value")?))
        };
        holder.entries("examples").filter_map(move |(name, example)| Some((&**name, value(example)?)))
    }

    /// A value for a schema; `name` helps to choose a placeholder.
    pub fn of_schema(self, name: &str, schema: &Node) -> Json {
        self.at_depth(name, schema, 0)
    }

    fn at_depth(self, name: &str, schema: &Node, depth: usize) -> Json {
        let Some(schema) = self.resolver.resolve(schema) else { return placeholder(name, "string", schema) };
        if let Some(given) = given(schema) {
            return given;
        }
        let properties = self.properties(schema);
        let member = members(schema).next();
        match schema.text("type") {
            _ if !properties.is_empty() && depth < MAX_DEPTH => self.object(schema, &properties, depth),
            _ if member.is_some() && properties.is_empty() && depth < MAX_DEPTH => {
                self.at_depth(name, member.unwrap_or(schema), depth + 1)
            }
            Some("object") => Json::Object(Map::new()),
            Some("array") if depth < MAX_DEPTH => {
                let item = schema.get("items").map(|items| self.at_depth(name, items, depth + 1));
                Json::Array(item.into_iter().collect())
            }
            Some("array") => Json::Array(Vec::new()),
            kind => placeholder(name, kind.unwrap_or("string"), schema),
        }
    }

    /// The required properties of an object, or else a few telling ones.
    fn object(self, schema: &Node, properties: &[(&str, &Node)], depth: usize) -> Json {
        let writable = |schema: &Node| self.resolver.resolve(schema).is_some_and(|it| !it.flag("readOnly"));
        let required: Vec<&str> = crate::schema::required(schema).collect();
        let mut shown: Vec<_> =
            properties.iter().filter(|(name, it)| required.contains(name) && writable(it)).collect();
        if shown.is_empty() {
            shown = properties.iter().filter(|(name, it)| writable(it) && !name.starts_with('_')).collect();
            shown.sort_by_key(|(name, _)| useful(name));
            shown.truncate(MAX_OPTIONAL);
        }
        if depth > 0 {
            shown.truncate(MAX_INNER);
        }
        let entry = |(name, schema): &(&str, &Node)| ((*name).to_owned(), self.at_depth(name, schema, depth + 1));
        Json::Object(shown.into_iter().map(entry).collect())
    }

    /// The properties of an object and of the members of its `allOf`.
    pub fn properties<'n>(self, schema: &'n Node) -> Vec<(&'n str, &'n Node)>
    where
        Self: 'n,
    {
        let own = |schema: &'n Node| schema.entries("properties").map(|(name, node)| (&**name, node));
        let members = schema.items("allOf").iter().filter_map(|member| self.resolver.resolve(member));
        let mut properties: Vec<(&str, &Node)> = own(schema).collect();
        for (name, node) in members.flat_map(own) {
            if !properties.iter().any(|(known, _)| *known == name) {
                properties.push((name, node));
            }
        }
        properties
    }
}

/// The example, default or first enum value of a schema that fits it: `null` does not.
fn given(schema: &Node) -> Option<Json> {
    let examples = schema.get("example").into_iter().chain(schema.items("examples"));
    let candidates = examples.chain(schema.get("default")).chain(schema.items("enum"));
    candidates.filter_map(|candidate| fitting(candidate, schema)).next()
}

/// A value from the spec, if it fits the type of the schema and is short enough to type.
pub fn fitting(value: &Node, schema: &Node) -> Option<Json> {
    let json = serde_json::to_value(value).ok()?;
    if json.as_str().is_some_and(is_for_filling_in) {
        return None;
    }
    let json = match (schema.text("type"), json) {
        (Some("string"), Json::Number(number)) => match &value.value {
            Value::Number(spelling) => Json::String(spelling.to_string()),
            _ => Json::String(number.to_string()),
        },
        (Some("string"), Json::Bool(value)) => Json::String(value.to_string()),
        (Some("integer" | "number" | BODY_NUMBER), Json::String(text)) => Json::Number(text.trim().parse().ok()?),
        (Some("boolean"), Json::String(text)) => Json::Bool(text.trim().parse().ok()?),
        (_, json) => json,
    };
    let is_of_type = match (schema.text("type"), &json) {
        (_, Json::Null) => false,
        (Some("string"), json) => json.is_string(),
        (Some("integer" | "number" | BODY_NUMBER), json) => json.is_number(),
        (Some("boolean"), json) => json.is_boolean(),
        (Some("array"), json) => json.is_array(),
        (Some("object"), json) => json.is_object(),
        _ => true,
    };
    (is_of_type && is_typed(&json)).then(|| without_long_texts("value", json))
}

/// Whether a text is `{{word}}`, which a vendor's example has where a value belongs.
fn is_for_filling_in(text: &str) -> bool {
    text.trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .is_some_and(|word| !word.contains(['{', '}']))
}

/// Replaces long texts in objects and lists by placeholders.
fn without_long_texts(name: &str, value: Json) -> Json {
    match value {
        Json::String(text) if text.len() > MAX_INNER_TEXT || is_for_filling_in(&text) => {
            Json::String(format!("<{name}>"))
        }
        Json::Array(items) => items.into_iter().map(|item| without_long_texts(name, item)).collect(),
        Json::Object(entries) => {
            let entry = |(name, value): (String, Json)| {
                let value = without_long_texts(&name, value);
                (name, value)
            };
            entries.into_iter().map(entry).collect()
        }
        other => other,
    }
}

/// Whether a person would type this text.
pub fn is_typed(value: &Json) -> bool {
    let Json::String(text) = value else { return true };
    !text.is_empty() && text.chars().count() <= MAX_TEXT && !text.chars().any(char::is_control)
}

fn placeholder(name: &str, kind: &str, schema: &Node) -> Json {
    match (kind, schema.text("format")) {
        ("integer" | "number" | BODY_NUMBER, _) => {
            schema.get("minimum").and_then(|least| fitting(least, schema)).unwrap_or_else(|| Json::from(0))
        }
        ("boolean", _) => Json::Bool(true),
        (_, Some("date-time")) => Json::from("2026-01-31T00:00:00.000Z"),
        (_, Some("date")) => Json::from("2026-01-31"),
        (_, Some("time")) => Json::from("00:00:00Z"),
        (_, Some("email")) => Json::from("user@example.com"),
        (_, Some("uri" | "url")) => Json::from("https://example.com"),
        (_, Some("hostname")) => Json::from("example.com"),
        (_, Some("uuid")) => Json::from("00000000-0000-0000-0000-000000000000"),
        (_, Some("ipv4")) => Json::from("192.0.2.1"),
        (_, Some("ipv6")) => Json::from("2001:db8::1"),
        _ => Json::String(format!("<{name}>")),
    }
}

/// A literal for a statement. Objects and lists become indented JSON in a text.
pub fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => sql::literal(text),
        Json::Object(_) | Json::Array(_) => sql::literal(&json(value).replace('\n', "\n  ")),
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// A text literal for a statement.
pub fn text(value: &Json) -> String {
    match value {
        Json::String(_) | Json::Object(_) | Json::Array(_) => literal(value),
        _ => sql::literal(&value.to_string()),
    }
}

/// Indented JSON. To fit, it first loses the ends of lists, then deep values, then the last properties.
fn json(value: &Json) -> String {
    let pretty = |value: &Json| format!("{value:#}");
    let is_short = |text: &String| text.lines().count() <= MAX_LINES;
    let as_it_is = std::iter::once(value.clone()).map(|it| pretty(&it));
    let shorter = (1..=MAX_DEPTH).rev().map(|depth| pretty(&cut(value, depth)));
    as_it_is.chain(shorter).find(is_short).unwrap_or_else(|| pretty(&first_entries(&cut(value, 1))))
}

fn cut(value: &Json, depth: usize) -> Json {
    let is_shown = |value: &Json| depth > 1 || !(value.is_object() || value.is_array());
    match value {
        Json::Object(entries) => {
            let shown = entries.iter().filter(|(_, value)| is_shown(value));
            Json::Object(shown.map(|(name, value)| (name.clone(), cut(value, depth - 1))).collect())
        }
        Json::Array(items) => {
            Json::Array(items.iter().filter(|it| is_shown(it)).take(1).map(|it| cut(it, depth - 1)).collect())
        }
        _ => value.clone(),
    }
}

fn first_entries(value: &Json) -> Json {
    match value {
        Json::Object(entries) => Json::Object(
            entries.iter().take(MAX_LINES - 2).map(|(name, value)| (name.clone(), value.clone())).collect(),
        ),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn node(text: &str) -> Node {
        yaml::read(text.as_bytes(), Path::new("a.yaml")).unwrap()
    }

    fn of(schema: &str) -> String {
        let root = Node::default();
        let values = Values { resolver: Resolver::new(&root) };
        literal(&values.of_schema("thing", &node(schema)))
    }

    #[test]
    fn what_the_schema_gives_comes_first() {
        for (schema, expected) in [
            ("{type: string, example: it's}", "'it''s'"),
            ("{type: string, example: '{{thing}}'}", "'<thing>'"),
            ("{type: string, example: 12}", "'12'"),
            ("{type: integer, example: '12'}", "12"),
            ("{type: integer, example: many, default: 3}", "3"),
            ("{type: string, default: a, enum: [b]}", "'a'"),
            ("{type: string, enum: [b, c]}", "'b'"),
            ("{type: string, example: null}", "'<thing>'"),
            ("{type: string, example: ''}", "'<thing>'"),
            ("{type: string, example: \"a\\nb\"}", "'<thing>'"),
        ] {
            assert_eq!(of(schema), expected, "{schema}");
        }
    }

    #[test]
    fn placeholders_say_what_belongs_there() {
        for (schema, expected) in [
            ("{}", "'<thing>'"),
            ("{type: string}", "'<thing>'"),
            ("{type: string, format: date-time}", "'2026-01-31T00:00:00.000Z'"),
            ("{type: string, format: email}", "'user@example.com'"),
            ("{type: integer}", "0"),
            ("{type: integer, minimum: 5}", "5"),
            ("{type: boolean}", "true"),
            ("{type: object}", "'{}'"),
            ("{$ref: '#/nowhere'}", "'<thing>'"),
        ] {
            assert_eq!(of(schema), expected, "{schema}");
        }
    }

    #[test]
    fn objects_have_what_they_must_have() {
        let schema = "{type: object, required: [b, r], properties: {a: {}, b: {example: 'x\"y'}, r: {readOnly: true}}}";
        assert_eq!(of(schema), "'{\n    \"b\": \"x\\\\\"y\"\n  }'");
        assert_eq!(of("{type: object, properties: {_x: {}, zeta: {}, name: {}, a: {}, b: {}}}").lines().count(), 5);
        assert_eq!(of("{type: array, items: {type: integer}}"), "'[\n    0\n  ]'");
    }

    #[test]
    fn long_json_is_cut_and_stays_json() {
        let many: Vec<String> = (0..200).map(|n| format!("k{n}: {{a: [1, 2, {{b: {{c: {n}}}}}]}}")).collect();
        let flat: Vec<String> = (0..200).map(|n| format!("k{n}: {n}")).collect();
        for entries in [many, flat] {
            let text = of(&format!("{{type: object, example: {{{}}}}}", entries.join(", ")));
            assert!(text.lines().count() <= MAX_LINES, "{text}");
            let json = text.trim_matches('\'');
            assert!(serde_json::from_str::<Json>(json).is_ok(), "{json}");
        }
    }
}
