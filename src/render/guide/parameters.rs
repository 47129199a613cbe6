//! The section with all inputs: parameters, server variables and body properties, merged by name.

use indexmap::IndexMap;
use minijinja::{Value as View, context};

use crate::engine::ServerVariable;
use crate::engine::request::TEXT_ONLY;
use crate::schema::shape::Shape;
use crate::sql::{Position, identifier};
use crate::text::escape::{code, prose};
use crate::tree::Node;

use super::nested;
use super::notes;
use super::page::Page;
use super::prose as description;
use super::section::{Block, Section};

/// The maximum number of different descriptions of one name.
const MAX_SOURCES: usize = 20;

/// The maximum number of methods to name as requiring an input.
const MAX_METHODS: usize = 4;

/// The section; `None` without inputs.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let mut given = Given::default();
    for method in page.methods_by_verb() {
        let mut add = |name: &str, place, required, source| given.add(name, place, &method.name, required, source);
        let misleading = page.resource.misleading(method);
        let is_offered = |name: &str, required| required || !misleading.contains(name);
        for parameter in method.parameters.iter().filter(|it| is_offered(&it.name, it.required)) {
            add(&parameter.name, parameter.location, parameter.required, Source::Parameter(&parameter.node));
        }
        for attribute in method.given_attributes(page.resolver).filter(|it| is_offered(&it.name, it.required)) {
            add(&attribute.name, "body", attribute.required, Source::Schema(attribute.schema));
        }
        for variable in &method.server_variables {
            add(&variable.name, "server", true, Source::Variable(variable));
        }
    }
    let mut all: Vec<(&String, &Entry<'_>)> = given.entries.iter().collect();
    all.sort_by_key(|(_, entry)| (entry.required.is_empty(), entry.required.len() < entry.methods));
    let rows: Vec<View> = all.into_iter().map(|(name, entry)| row(page, name, entry)).collect();
    let block = Block::new(context! {}, rows);
    (!given.entries.is_empty()).then(|| Section::new("parameters", "Parameters", "parameters.md.j2", vec![block]))
}

/// What describes an input.
#[derive(Clone, Copy)]
enum Source<'a> {
    Parameter(&'a Node),
    Schema(&'a Node),
    Variable(&'a ServerVariable),
}

#[derive(Default)]
struct Entry<'a> {
    sources: Vec<Source<'a>>,
    places: Vec<&'static str>,
    /// The number of methods that take it.
    methods: usize,
    required: Vec<&'a str>,
}

/// Inputs by name, wherever the engine sends them.
#[derive(Default)]
struct Given<'a> {
    entries: IndexMap<String, Entry<'a>>,
}

impl<'a> Given<'a> {
    fn add(&mut self, name: &str, place: &'static str, method: &'a str, required: bool, source: Source<'a>) {
        let entry = self.entries.entry(name.to_owned()).or_default();
        entry.methods += 1;
        entry.required.extend(required.then_some(method));
        if !entry.places.contains(&place) {
            entry.places.push(place);
        }
        // Most methods of a resource have the same source.
        if entry.sources.len() < MAX_SOURCES && !entry.sources.iter().any(|known| known.is(source)) {
            entry.sources.push(source);
        }
    }
}

impl<'a> Source<'a> {
    fn is(self, other: Source<'_>) -> bool {
        match (self, other) {
            (Source::Parameter(a), Source::Parameter(b)) | (Source::Schema(a), Source::Schema(b)) => a == b,
            (Source::Variable(a), Source::Variable(b)) => a == b,
            _ => false,
        }
    }

    /// The schema of a parameter, also inside `content`.
    fn schema(self) -> Option<&'a Node> {
        match self {
            Source::Parameter(node) => {
                node.get("schema").or_else(|| node.entries("content").find_map(|(_, content)| content.get("schema")))
            }
            Source::Schema(schema) => Some(schema),
            Source::Variable(_) => None,
        }
    }

    /// The description, without that of the schema.
    fn text(self) -> Option<&'a str> {
        let text = match self {
            Source::Parameter(node) => node.text("description"),
            Source::Variable(variable) => Some(variable.description.as_str()),
            Source::Schema(_) => None,
        };
        text.filter(|text| !text.is_empty())
    }

    fn is_deprecated(self) -> bool {
        matches!(self, Source::Parameter(node) if node.flag("deprecated"))
    }

    fn default(self) -> Option<&'a str> {
        match self {
            Source::Variable(variable) => Some(variable.default.as_str()).filter(|default| !default.is_empty()),
            _ => None,
        }
    }
}

fn row<'a>(page: &Page<'a>, name: &str, entry: &Entry<'a>) -> View {
    let shape = Shape::of_all(page.resolver, entry.sources.iter().filter_map(|source| source.schema()));
    let mut facts = notes::facts(&shape, &page.values_of(name, &shape));
    if entry.sources.iter().all(|source| source.is_deprecated()) && !shape.flag("deprecated") {
        facts.insert(0, notes::DEPRECATED.to_owned());
    }
    facts.extend(entry.sources.iter().find_map(|source| source.default()).map(notes::default));
    facts.extend(nested::holds(&shape).filter(|_| !is_text_only(entry)));
    let text = entry.sources.iter().find_map(|source| source.text()).or_else(|| shape.text("description"));
    context! {
        name => code(&identifier(name, Position::Alone)),
        kind => kind(page, name, entry, &shape),
        place => entry.places.join(", "),
        needed => needed(page, entry),
        notes => notes::join(text.map(description::cell).unwrap_or_default(), &facts),
    }
}

/// Whether the engine sends the value as text wherever it goes.
fn is_text_only(entry: &Entry<'_>) -> bool {
    let mut schemas = entry.sources.iter().map(|source| source.schema());
    entry.places == ["body"] && schemas.all(|schema| schema.is_some_and(|schema| schema.flag(TEXT_ONLY)))
}

/// The type. Links to the column if body and rows share a field with contents.
fn kind(page: &Page<'_>, name: &str, entry: &Entry<'_>, shape: &Shape<'_>) -> String {
    if is_text_only(entry) {
        return "string".to_owned();
    }
    let label = if shape.first().is_none() { "string".to_owned() } else { prose(&shape.label()) };
    let is_column = || page.columns.iter().any(|it| it.name == name && nested::has_rows(&it.shape));
    if entry.places.contains(&"body") && nested::has_rows(shape) && is_column() {
        return format!("[{label}]({})", page.places.link(&nested::anchor(name)));
    }
    label
}

/// Which methods require it.
fn needed(page: &Page<'_>, entry: &Entry<'_>) -> String {
    let all = page.resource.methods.len();
    match entry.required.len() {
        0 => String::new(),
        count if count == all && all > 1 => "all methods".to_owned(),
        count if count > MAX_METHODS => format!("{count} of {all} methods"),
        _ => code_list(&entry.required),
    }
}

fn code_list(names: &[&str]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}
