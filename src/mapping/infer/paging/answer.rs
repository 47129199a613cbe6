//! The answer of an operation: the properties that may tell of a next page, and whether there is a list.

use crate::engine::Engine;
use crate::engine::media_type::{JSON, synonym};
use crate::schema::envelope::{is_about_a_thing, is_about_the_answer};
use crate::schema::list::is_list;
use crate::schema::shape::{Held, Shape};
use crate::schema::{Resolver, kind};
use crate::tree::{Node, Value};

use super::names::{folded, is_container};

/// How many steps the path of a property has at most: `meta.links.next.href`.
const MAX_STEPS: usize = 4;

/// How many properties are looked at.
const MAX_FIELDS: usize = 2000;

/// An answer in JSON.
pub struct Answer<'a> {
    /// The properties outside of lists, each one after what holds it.
    pub fields: Vec<Field<'a>>,
    /// Whether the answer is nothing but a list, which has no room for a token.
    pub is_bare: bool,
    /// Whether there is a list in it.
    pub has_list: bool,
    /// Whether it is a single thing that has lists.
    pub is_thing: bool,
    /// The declared headers.
    pub headers: Vec<(&'a str, &'a Node)>,
    /// What the operation and its response say about themselves.
    pub texts: Vec<&'a str>,
}

/// A property.
pub struct Field<'a> {
    /// The names that lead to it.
    pub path: Vec<&'a str>,
    /// The last name, without casing and separators.
    pub name: String,
    /// The type; empty if unknown.
    pub kind: &'a str,
    /// What it is.
    pub shape: Shape<'a>,
    /// A text from the examples.
    pub example: Option<&'a str>,
}

impl<'a> Answer<'a> {
    /// Returns the answer that the engine reads, if it is JSON.
    pub fn of(operation: &'a Node, resolver: Resolver<'a>) -> Option<Self> {
        let engine = Engine { resolver };
        let (_, response) = engine.response_at(operation)?;
        let response = response?.node;
        let (_, content) = engine.response(operation)?;
        let content = content.filter(|content| synonym(content.media_type) == JSON)?;
        let schema = content.schema?.node;
        let examples = response.get("content").and_then(|all| all.get(content.media_type)).map(examples);
        let mut reader = Reader { resolver, examples: examples.unwrap_or_default(), fields: Vec::new() };
        reader.read(&Shape::of(resolver, schema), &[]);
        let fields = reader.fields;
        let is_bare = is_list(schema, resolver);
        let is_rows = |field: &Field<'_>| field.kind == "array" && !is_about_the_answer(field.last());
        let is_of_thing = |field: &Field<'_>| field.path.len() == 1 && is_about_a_thing(field.last());
        let header = |(name, header): (&'a crate::tree::Text, &'a Node)| Some((&**name, resolver.resolve(header)?));
        let texts = ["summary", "description"].into_iter().filter_map(|key| operation.text(key));
        Some(Answer {
            has_list: is_bare || fields.iter().any(is_rows),
            is_thing: !is_bare && fields.iter().any(is_of_thing),
            is_bare,
            headers: response.entries("headers").filter_map(header).collect(),
            texts: texts.chain(response.text("description")).collect(),
            fields,
        })
    }
}

/// The examples of a content.
fn examples(media: &Node) -> Vec<&Node> {
    let named = media.entries("examples").filter_map(|(_, example)| example.get("value"));
    media.get("example").into_iter().chain(named).collect()
}

impl Field<'_> {
    /// The last name.
    pub fn last(&self) -> &str {
        self.path.last().copied().unwrap_or_default()
    }

    /// The name of what holds it, without casing and separators; empty at the root.
    pub fn parent(&self) -> String {
        self.path.iter().rev().nth(1).map(|name| folded(name)).unwrap_or_default()
    }

    /// What the document says about it.
    pub fn description(&self) -> String {
        self.shape.text("description").unwrap_or_default().to_lowercase()
    }

    /// Whether it can hold a token or a number.
    pub fn is_plain(&self) -> bool {
        matches!(self.kind, "string" | "integer" | "number" | "")
    }

    /// Whether it can hold a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, "integer" | "number")
    }

    /// Returns the path as the engine reads it: plain words behind dots, else a name in brackets and double quotes
    /// (provider-format 3.7).
    pub fn key(&self) -> String {
        let step = |name: &&str| match is_word(name) {
            true => format!(".{name}"),
            false => format!("[\"{name}\"]"),
        };
        format!("${}", self.path.iter().map(step).collect::<String>())
    }

    /// Why the engine may not find it: other names than words were only tried at the root.
    pub fn doubt(&self) -> Option<&'static str> {
        let is_readable = |name: &&str| is_word(name) || (self.path.len() == 1 && !name.contains(['"', ']']));
        (!self.path.iter().all(is_readable))
            .then_some("the engine may not find a property with such characters in its path")
    }
}

fn is_word(name: &str) -> bool {
    let has_letters = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    has_letters && !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit())
}

struct Reader<'a> {
    resolver: Resolver<'a>,
    examples: Vec<&'a Node>,
    fields: Vec<Field<'a>>,
}

impl<'a> Reader<'a> {
    /// Adds the properties of an object, but not those of the items of a list that may stand in its place.
    fn read(&mut self, shape: &Shape<'a>, path: &[&'a str]) {
        for (name, property) in shape.properties().fields {
            if self.fields.len() >= MAX_FIELDS {
                return;
            }
            if !property.held.contains(&Held::Directly) {
                continue;
            }
            let path: Vec<&'a str> = path.iter().copied().chain([name]).collect();
            let known = property.schemas.iter().find_map(|schema| kind::of(schema, self.resolver));
            let is_list = property.schemas.iter().any(|schema| is_list(schema, self.resolver));
            let kind = if is_list { "array" } else { known.unwrap_or_default() };
            let inside = Shape::of_all(self.resolver, property.schemas);
            let example = inside.get("example").and_then(value).or_else(|| self.example(&path));
            self.fields.push(Field { name: folded(name), kind, example, path, shape: inside.clone() });
            let Some(path) = self.fields.last().map(|field| field.path.clone()) else { return };
            if path.len() < MAX_STEPS && kind != "array" && is_container(name) {
                self.read(&inside, &path);
            }
        }
    }

    fn example(&self, path: &[&str]) -> Option<&'a str> {
        let at = |example: &&'a Node| path.iter().try_fold(*example, |node, step| node.get(step)).and_then(value);
        self.examples.iter().find_map(at)
    }
}

fn value(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}
