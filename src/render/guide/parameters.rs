//! What statements can give: parameters, server variables and the properties of bodies, each once.

use indexmap::IndexMap;
use minijinja::{Value as View, context};

use crate::model::ServerVariable;
use crate::render::escape::{code, prose};
use crate::source::node::Node;
use crate::sql::{Position, identifier};

use super::nested;
use super::notes;
use super::page::Page;
use super::prose as description;
use super::query::attributes;
use super::section::{Block, Section};
use super::shape::Shape;

/// The section, if there is anything to give.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let mut given = Given::default();
    for method in page.methods_by_verb() {
        for parameter in &method.parameters {
            given.add(
                (&parameter.name, parameter.location),
                &method.name,
                parameter.required,
                Source::Parameter(&parameter.node),
            );
        }
        for attribute in attributes(page, method) {
            given.add((&attribute.name, "body"), &method.name, attribute.required, Source::Schema(attribute.schema));
        }
        for variable in &method.server_variables {
            given.add((&variable.name, "server"), &method.name, true, Source::Variable(variable));
        }
    }
    let mut all: Vec<(&(String, &str), &Entry<'_>)> = given.entries.iter().collect();
    all.sort_by_key(|(_, entry)| (entry.required.is_empty(), entry.required.len() < entry.methods.len()));
    let rows: Vec<View> = all.into_iter().map(|((name, place), entry)| row(page, name, place, entry)).collect();
    let block = Block::new(context! {}, rows);
    (!given.entries.is_empty()).then(|| Section::new("parameters", "Parameters", "parameters.md.j2", vec![block]))
}

/// Where a thing is described.
#[derive(Clone, Copy)]
enum Source<'a> {
    Parameter(&'a Node),
    Schema(&'a Node),
    Variable(&'a ServerVariable),
}

struct Entry<'a> {
    source: Source<'a>,
    methods: Vec<&'a str>,
    required: Vec<&'a str>,
}

/// By name and place.
#[derive(Default)]
struct Given<'a> {
    entries: IndexMap<(String, &'static str), Entry<'a>>,
}

impl<'a> Given<'a> {
    fn add(&mut self, (name, place): (&str, &'static str), method: &'a str, required: bool, source: Source<'a>) {
        let new = || Entry { source, methods: Vec::new(), required: Vec::new() };
        let entry = self.entries.entry((name.to_owned(), place)).or_insert_with(new);
        entry.methods.push(method);
        entry.required.extend(required.then_some(method));
    }
}

fn row<'a>(page: &Page<'a>, name: &str, place: &str, entry: &Entry<'a>) -> View {
    let (kind, notes) = match entry.source {
        Source::Variable(variable) => ("string".to_owned(), variable_notes(variable)),
        Source::Parameter(node) => of_parameter(page, name, node),
        Source::Schema(schema) => of_schema(page, name, schema, ""),
    };
    context! {
        name => code(&identifier(name, Position::Alone)),
        kind => kind,
        place => place,
        needed => needed(page, entry),
        methods => code_list(&entry.methods),
        notes => notes,
    }
}

/// Who asks for it.
fn needed(page: &Page<'_>, entry: &Entry<'_>) -> String {
    let all = page.resource.methods.len();
    match entry.required.len() {
        0 => String::new(),
        count if count == all && all > 1 => "all methods".to_owned(),
        _ => code_list(&entry.required),
    }
}

fn code_list(names: &[&str]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

fn variable_notes(variable: &ServerVariable) -> String {
    let facts: Vec<String> =
        [&variable.default].into_iter().filter(|it| !it.is_empty()).map(|it| format!("default {}", code(it))).collect();
    notes::join(description::cell(&variable.description), &facts)
}

/// A parameter has a schema, or content of one media type with a schema.
fn of_parameter<'a>(page: &Page<'a>, name: &str, node: &'a Node) -> (String, String) {
    let content = || node.entries("content").find_map(|(_, content)| content.get("schema"));
    let text = node.text("description").unwrap_or_default();
    match node.get("schema").or_else(content) {
        Some(schema) => of_schema_in(page, name, schema, text, node.flag("deprecated")),
        None => ("string".to_owned(), description::cell(text)),
    }
}

fn of_schema<'a>(page: &Page<'a>, name: &str, schema: &'a Node, text: &str) -> (String, String) {
    of_schema_in(page, name, schema, text, false)
}

fn of_schema_in<'a>(
    page: &Page<'a>,
    name: &str,
    schema: &'a Node,
    text: &str,
    is_deprecated: bool,
) -> (String, String) {
    let shape = Shape::of(page.resolver, schema);
    let mut facts = notes::facts(&shape, &page.values_of(name, &shape));
    if is_deprecated && !shape.flag("deprecated") {
        facts.insert(0, "**deprecated**".to_owned());
    }
    facts.extend(nested::holds(&shape));
    let text = if text.is_empty() { shape.text("description").unwrap_or_default() } else { text };
    (prose(&shape.label()), notes::join(description::cell(text), &facts))
}
