//! Examples of SELECT: by key, by named examples of parameters, and with a field inside a column.

use std::cmp::Reverse;

use serde_json::Value as Json;

use crate::engine::{Field, names};
use crate::model::{Method, Parameter};
use crate::schema::is_ignored;
use crate::schema::shape::Shape;
use crate::sql::{self, Position};
use crate::sql::{SqlVerb, is_identifier};
use crate::tree::Node;

use super::example::Example;
use super::names::{USEFUL, useful};
use super::subject::{Given, Subject, title, where_clause};
use super::value::properties;

/// The maximum number of columns.
const MAX_COLUMNS: usize = 6;

/// The maximum number of columns if their names say nothing.
const MAX_UNKNOWN: usize = 4;

/// The maximum number of fields inside a column.
const MAX_NESTED: usize = 3;

/// The maximum number of named examples of a method's parameters.
const MAX_NAMED: usize = 8;

/// The examples of a method.
pub fn examples(subject: &Subject<'_>, method: &Method) -> Vec<Example> {
    let Some(fields) = method.fields.as_deref().filter(|fields| !fields.is_empty()) else { return Vec::new() };
    let mut keys = subject.keys(method);
    let body = subject.body(method).into_iter().filter(|(attribute, _)| attribute.required);
    keys.extend(body.map(|(attribute, value)| (attribute.name, value)));
    if !subject.means(method, &keys) {
        return Vec::new();
    }
    let columns = columns(fields);
    let select = |columns: &[String], given: &[Given]| {
        let list = columns.join(",\n  ");
        let sql = format!("SELECT\n  {list}\nFROM {}{};", subject.table(), where_clause(given));
        subject.example(method, SqlVerb::Select, sql)
    };
    let mut examples = vec![select(&columns, &keys)];
    if subject.resource.described().is_some_and(|described| described.name == method.name) {
        examples.extend(nested(subject, fields).map(|(column, columns)| {
            let title = format!("Fields inside `{column}`");
            Example { title, ..select(&columns, &keys) }
        }));
    }
    examples.extend(named(subject, method, &keys).into_iter().map(|(title, given)| {
        let example = select(&columns, &given);
        Example { title, ..example }
    }));
    examples
}

/// The most telling columns.
fn columns(fields: &[Field]) -> Vec<String> {
    let is_plain =
        |field: &&Field| !is_nested(field) && !field.name.starts_with('_') && !field.schema.flag("deprecated");
    let is_answered = |field: &&Field| !field.schema.flag("writeOnly");
    let selectable = || fields.iter().filter(|it| names::class(&it.name).is_selectable()).filter(is_answered);
    let mut plain: Vec<&Field> = selectable().filter(is_plain).collect();
    if plain.is_empty() {
        plain = selectable().collect();
    }
    if plain.is_empty() {
        return vec!["*".to_owned()];
    }
    plain.sort_by_key(|field| useful(&field.name));
    let telling = plain.iter().filter(|field| useful(&field.name) < USEFUL.len()).count();
    plain.truncate(telling.clamp(MAX_UNKNOWN, MAX_COLUMNS));
    plain.into_iter().map(|field| column(&field.name)).collect()
}

fn is_nested(field: &Field) -> bool {
    matches!(field.datatype.as_str(), "object" | "array") || field.schema.entries("properties").next().is_some()
}

fn column(name: &str) -> String {
    sql::identifier(name, Position::Alone)
}

/// An object column, and SQL columns that read fields in it.
fn nested<'f>(subject: &Subject<'_>, fields: &'f [Field]) -> Option<(&'f str, Vec<String>)> {
    let inner = |field: &'f Field| {
        let is_plain = |shape: &Shape<'_>| !matches!(shape.text("type"), Some("object" | "array"));
        let mut inner = properties(&Shape::of(subject.values.resolver, &field.schema));
        inner.retain(|name, shape| is_plain(shape) && !shape.flag("writeOnly") && !name.starts_with('_'));
        inner.sort_by_cached_key(|name, _| useful(name));
        inner.truncate(MAX_NESTED);
        inner.into_keys().map(str::to_owned).collect::<Vec<String>>()
    };
    let is_shown = |field: &&Field| {
        let is_of_use = !field.schema.flag("deprecated") && !field.schema.flag("writeOnly");
        !field.name.starts_with('_') && is_of_use && names::class(&field.name).is_selectable()
    };
    let candidates = fields.iter().filter(is_shown).map(|field| (field, inner(field)));
    // Choose the object with the most telling field names; an id alone tells little.
    let telling = |inner: &[String]| inner.iter().filter(|name| (1..USEFUL.len()).contains(&useful(name))).count();
    let rank = |(_, inner): &(&Field, Vec<String>)| Reverse((telling(inner), inner.len()));
    let (field, inner) = candidates.filter(|(_, inner)| !inner.is_empty()).min_by_key(rank)?;
    let is_taken =
        |name: &str| !names::class(name).is_selectable() || fields.iter().any(|it| it.name.eq_ignore_ascii_case(name));
    let extract = |name: &String| {
        let alias = if is_taken(name) { format!("{}_{name}", field.name) } else { name.clone() };
        let path = sql::literal(&format!("$.{}", step(name)));
        format!("json_extract({}, {path}) AS {}", column(&field.name), column(&alias))
    };
    let id = fields.iter().find(|field| field.name == "id").map(|field| column(&field.name));
    Some((&field.name, id.into_iter().chain(inner.iter().map(extract)).collect()))
}

fn step(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { format!("\"{name}\"") }
}

/// The named examples of parameters: title, and what the statement gives.
fn named(subject: &Subject<'_>, method: &Method, keys: &[Given]) -> Vec<(String, Vec<Given>)> {
    let parameters = method
        .parameters
        .iter()
        .filter(|parameter| parameter.location != "path" && !is_ignored(parameter.location, &parameter.name));
    let all = parameters.flat_map(|parameter| of_parameter(subject, parameter));
    let statement = |(title, name, value): (String, &str, Json)| {
        let mut given: Vec<Given> = keys.iter().filter(|(key, _)| key != name).cloned().collect();
        given.insert(0, (name.to_owned(), value));
        subject.means(method, &given).then_some((title, given))
    };
    all.filter_map(statement).take(MAX_NAMED).collect()
}

fn of_parameter<'p>(subject: &Subject<'_>, parameter: &'p Parameter) -> Vec<(String, &'p str, Json)> {
    let nothing = Node::default();
    let schema = parameter.node.get("schema").and_then(|schema| subject.values.resolver.resolve(schema));
    let of_example = |(name, (example, value)): (&str, (&Node, &Node))| {
        let value = subject
            .values
            .fitting(&parameter.name, value, schema.unwrap_or(&nothing))
            .filter(|it| !it.is_object() && !it.is_array())?;
        let said = example.text("summary").map(title).filter(|summary| !summary.is_empty());
        Some((said.unwrap_or_else(|| format!("By `{}`: {name}", parameter.name)), parameter.name.as_str(), value))
    };
    subject.values.named(&parameter.node).filter_map(of_example).collect()
}
