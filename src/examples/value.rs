//! Values for examples, from the spec's examples, defaults and enums, or else placeholders that say what to fill in.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use crate::engine::request::BODY_NUMBER;
use crate::model::Parameter;
use crate::schema::shape::{Shape, literal as spelled};
use crate::schema::{Resolver, members};
use crate::sql;
use crate::tree::Node;

use super::made;
use super::names::useful;

/// Longer text is not used: nobody would type it.
const MAX_TEXT: usize = 100;

/// The maximum depth of objects.
const MAX_DEPTH: usize = 4;

/// The maximum number of properties of an inner object.
const MAX_INNER: usize = 12;

/// The maximum number of properties if none is required.
const MAX_OPTIONAL: usize = 3;

/// The maximum number of alternatives whose values are tried.
const MAX_TRIED: usize = 4;

/// The maximum depth of alternatives that are tried: they multiply.
pub const ALTERNATIVES_DEPTH: usize = 2;

/// The maximum number of items that are added to a list that is too short.
const MAX_ITEMS: usize = 10;

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
        let given = given.and_then(|given| self.fitting(&parameter.name, given, schema));
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
        self.of_shape(name, &Shape::of(self.resolver, schema))
    }

    /// A value for schemas that all apply.
    pub fn of_shape(self, name: &str, shape: &Shape<'_>) -> Json {
        self.at_depth(name, shape, 0)
    }

    fn at_depth(self, name: &str, shape: &Shape<'_>, depth: usize) -> Json {
        if let Some(given) = shape.first().and_then(|schema| self.given(name, schema, shape)) {
            return given;
        }
        let properties = properties(shape);
        let is_open = depth < MAX_DEPTH;
        let member = shape.schemas().flat_map(members).next();
        match shape.agreement().kind {
            Some("array") if shape.items().is_none() => Json::Array(Vec::new()),
            _ if !properties.is_empty() && is_open => self.object(shape, &properties, depth),
            Some("string" | "integer" | "number" | "boolean" | BODY_NUMBER) if !shape.is_of_several_kinds() => {
                self.plain(name, shape, ALTERNATIVES_DEPTH)
            }
            _ if is_open && member.is_some() && !shape.holds_own() => {
                let member = shape.alternatives().next().or(member);
                let shape = member.map_or_else(|| shape.clone(), |member| Shape::of(self.resolver, member));
                self.at_depth(name, &shape, depth + 1)
            }
            Some("object") => Json::Object(Map::new()),
            Some("array") => {
                let item = shape.items().filter(|_| is_open).map(|items| self.at_depth(name, &items, depth + 1));
                Json::Array(of_size(item.into_iter().collect(), shape))
            }
            _ => self.plain(name, shape, ALTERNATIVES_DEPTH),
        }
    }

    /// The example, default or first enum value of a schema that fits: `null` does not.
    fn given(self, name: &str, schema: &Node, shape: &Shape<'_>) -> Option<Json> {
        let examples = schema.get("example").into_iter().chain(schema.items("examples"));
        let candidates = examples.chain(schema.get("default")).chain(schema.items("enum"));
        candidates.filter_map(|candidate| self.fitted(name, candidate, shape)).next()
    }

    /// A plain value: one that the schema or an alternative gives, else one that is made up.
    fn plain(self, name: &str, shape: &Shape<'_>, depth: usize) -> Json {
        let given = shape.schemas().filter_map(|schema| self.given(name, schema, shape));
        let alternatives = shape.alternatives().take(MAX_TRIED).filter(|_| depth > 0);
        let of_alternatives =
            alternatives.map(|member| self.plain(name, &Shape::of(self.resolver, member), depth.saturating_sub(1)));
        let mut found = given.chain(of_alternatives).filter(|value| self.allows(value, shape, ALTERNATIVES_DEPTH));
        found.next().unwrap_or_else(|| made_up(name, shape))
    }

    /// The required properties of an object, or else a few telling ones.
    fn object(self, shape: &Shape<'_>, properties: &Properties<'_>, depth: usize) -> Json {
        let is_writable =
            |(_, property): &(&&str, &Shape<'_>)| property.first().is_some() && !property.flag("readOnly");
        let mut shown: Vec<_> =
            properties.iter().filter(is_writable).filter(|(name, _)| shape.requires(name)).collect();
        if shown.is_empty() {
            shown = properties.iter().filter(is_writable).filter(|(name, _)| !name.starts_with('_')).collect();
            shown.sort_by_key(|(name, _)| useful(name));
            shown.truncate(MAX_OPTIONAL);
        }
        if depth > 0 {
            shown.truncate(MAX_INNER);
        }
        let entry =
            |(name, property): (&&str, &Shape<'_>)| ((*name).to_owned(), self.at_depth(name, property, depth + 1));
        Json::Object(shown.into_iter().map(entry).collect())
    }
}

/// Properties by name, with all that is said about them.
pub type Properties<'a> = IndexMap<&'a str, Shape<'a>>;

/// The properties of an object and of the members of its `allOf`.
pub fn properties<'a>(shape: &Shape<'a>) -> Properties<'a> {
    let names = shape.schemas().flat_map(|schema| schema.entries("properties")).map(|(name, _)| &**name);
    names.filter_map(|name| Some((name, shape.named(name)?))).collect()
}

/// As many items as a list must have at least and may have at most.
pub fn of_size(mut items: Vec<Json>, shape: &Shape<'_>) -> Vec<Json> {
    items.truncate(count(shape, "maxItems").unwrap_or(usize::MAX));
    if let Some(first) = items.first().cloned() {
        let least = count(shape, "minItems").unwrap_or(0).min(MAX_ITEMS);
        items.resize(least.max(items.len()), first);
    }
    items
}

pub fn count(shape: &Shape<'_>, key: &str) -> Option<usize> {
    shape.get(key).and_then(|count| spelled(count).parse().ok())
}

fn made_up(name: &str, shape: &Shape<'_>) -> Json {
    match shape.agreement().kind {
        Some("integer") => made::number(true, &shape.limits()),
        Some("number" | BODY_NUMBER) => made::number(false, &shape.limits()),
        Some("boolean") => Json::Bool(true),
        _ => Json::String(made::text(name, shape.text("format"), &shape.limits())),
    }
}

/// Whether a text is `{{word}}`, which a vendor's example has where a value belongs.
pub fn is_for_filling_in(text: &str) -> bool {
    text.trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .is_some_and(|word| !word.contains(['{', '}']))
}

/// Whether a person would type this text.
pub fn is_typed(value: &Json) -> bool {
    let Json::String(text) = value else { return true };
    !text.is_empty() && text.chars().count() <= MAX_TEXT && !text.chars().any(char::is_control)
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

/// The value that the literal of a value stands for: long JSON is cut.
pub fn written(value: &Json) -> Json {
    match value {
        Json::Object(_) | Json::Array(_) => serde_json::from_str(&json(value)).unwrap_or_default(),
        plain => plain.clone(),
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
            ("{type: string, default: a, enum: [b]}", "'b'"),
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
        let answered = "{type: object, properties: {a: {type: string}, r: {readOnly: true}}, example: {a: x, r: y}}";
        assert_eq!(of(answered), "'{\n    \"a\": \"x\"\n  }'");
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
