//! The section with fields inside columns, to depth 2, and the SQL that reads them.

use std::cell::Cell;

use minijinja::{Value as View, context};

use crate::schema::shape::{Held, Property, Shape, step};
use crate::sql::{self, Position, identifier};
use crate::text::escape::{code, prose};

use super::columns::{Column, in_order};
use super::notes;
use super::page::Page;
use super::prose as description;
use super::section::{Block, Section};

/// The maximum depth of fields below a column.
const DEPTH: usize = 2;

/// The maximum nesting of lists and maps.
const MAX_WRAPS: usize = 3;

/// The maximum number of ways to a field.
const MAX_WAYS: usize = 4;

/// The maximum number of names in a note.
const MAX_NAMES: usize = 100;

/// The maximum number of fields of a resource. Real ones have less than a thousand.
const MAX_ROWS: usize = 4_000;

/// The section; `None` if no column has fields.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let room = Cell::new(MAX_ROWS);
    let columns = in_order(&page.columns).into_iter().filter(|column| has_rows(&column.shape));
    let blocks: Vec<Block> = columns.map(|column| block(page, column, &room)).collect();
    (!blocks.is_empty()).then(|| Section::new("nested-fields", "Nested fields", "nested.md.j2", blocks))
}

/// The anchor of a column's heading, as Markdown renderers build it.
pub fn anchor(column: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    format!("inside-{}", column.chars().filter(kept).collect::<String>().to_ascii_lowercase())
}

pub fn has_rows(shape: &Shape<'_>) -> bool {
    let inside = Wrapped::of(shape);
    inside.shape.as_ref().unwrap_or(shape).has_fields()
}

/// The shape inside nested lists and maps, and the path to it.
struct Wrapped<'a> {
    shape: Option<Shape<'a>>,
    path: String,
    json: String,
    has_lists: bool,
    has_maps: bool,
}

impl<'a> Wrapped<'a> {
    fn of(shape: &Shape<'a>) -> Self {
        let (path, json) = (String::new(), String::new());
        let mut wrapped = Wrapped { shape: None, path, json, has_lists: false, has_maps: false };
        for _ in 0..MAX_WRAPS {
            let Some((is_list, inside)) = wrapped.shape.as_ref().unwrap_or(shape).inside() else { break };
            wrapped.path.push_str(if is_list { "[]" } else { ".KEY" });
            wrapped.json.push_str(if is_list { "[0]" } else { ".KEY" });
            wrapped.has_lists |= is_list;
            wrapped.has_maps |= !is_list;
            wrapped.shape = Some(inside);
        }
        wrapped
    }
}

fn block<'a>(page: &Page<'a>, column: &Column<'a>, room: &Cell<usize>) -> Block {
    let sql = identifier(column.name, Position::Alone);
    let is_text = column.shape.may_be_text();
    let mut nested = Nested { page, column: sql, is_text, rows: Vec::new(), room, has_lists: false, has_maps: false };
    nested.collect(&column.shape, &[Way { path: column.name.to_owned(), json: "$".to_owned() }], 1);
    let head = context! {
        heading => code(column.name),
        label => prose(&column.shape.label()),
        has_lists => nested.has_lists,
        has_maps => nested.has_maps,
        most => (room.get() == 0).then_some(MAX_ROWS),
    };
    Block::new(head, nested.rows).at(anchor(column.name))
}

/// A way from a column to a value: for display, and as a JSON path.
#[derive(Clone)]
struct Way {
    path: String,
    json: String,
}

struct Nested<'p, 'a> {
    page: &'p Page<'a>,
    /// The column as an SQL expression.
    column: String,
    /// Whether the column may be text that is no JSON.
    is_text: bool,
    rows: Vec<View>,
    room: &'p Cell<usize>,
    has_lists: bool,
    has_maps: bool,
}

impl<'a> Nested<'_, 'a> {
    fn collect(&mut self, shape: &Shape<'a>, ways: &[Way], depth: usize) {
        let wrapped = Wrapped::of(shape);
        self.has_lists |= wrapped.has_lists;
        self.has_maps |= wrapped.has_maps;
        let properties = wrapped.shape.as_ref().unwrap_or(shape).properties();
        for (name, property) in &properties.fields {
            if self.room.get() == 0 {
                return;
            }
            self.room.set(self.room.get().saturating_sub(1));
            let inside = Shape::of_all(self.page.resolver, property.schemas.iter().copied());
            let ways = self.further(ways, &wrapped, name, property);
            self.row(&inside, property, properties.discriminator, &ways, depth);
            if depth < DEPTH {
                self.collect(&inside, &ways, depth + 1);
            }
        }
    }

    /// The ways to a field, of which there are several if a value is an object here and a list there.
    fn further(&mut self, ways: &[Way], wrapped: &Wrapped<'a>, name: &str, property: &Property<'a>) -> Vec<Way> {
        let mut found = Vec::new();
        for held in &property.held {
            let (held, held_json) = self.way(*held);
            found.extend(ways.iter().map(|Way { path, json }| Way {
                path: format!("{path}{}{held}.{name}", wrapped.path),
                json: format!("{json}{}{held_json}{}", wrapped.json, step(name)),
            }));
        }
        found.truncate(MAX_WAYS);
        found
    }

    /// The steps to an object inside a list or a map: for display, and in a JSON path.
    fn way(&mut self, held: Held) -> (&'static str, &'static str) {
        match held {
            Held::Directly => ("", ""),
            Held::InList => {
                self.has_lists = true;
                ("[]", "[0]")
            }
            Held::InMap => {
                self.has_maps = true;
                (".KEY", ".KEY")
            }
        }
    }

    fn row(
        &mut self,
        shape: &Shape<'a>,
        property: &Property<'a>,
        discriminator: Option<&str>,
        ways: &[Way],
        depth: usize,
    ) {
        let paths: Vec<&str> = ways.iter().map(|way| way.path.as_str()).collect();
        let mut facts = notes::facts(shape, &self.page.values_of(&paths.join(" or "), shape));
        facts.extend(when(property, discriminator));
        if depth >= DEPTH {
            facts.extend(holds(shape));
        }
        let text = shape.text("description").map(description::cell).unwrap_or_default();
        self.rows.push(context! {
            path => paths.iter().map(|path| code(path)).collect::<Vec<_>>().join(" or "),
            kind => prose(&shape.label()),
            sql => code(&self.reading(ways)),
            notes => notes::join(text, &facts),
        });
    }

    /// The expression that reads a field, whichever way it is there. Text that is no JSON has no fields, and is an error
    /// for `json_extract`.
    fn reading(&self, ways: &[Way]) -> String {
        let extract = |way: &Way| format!("json_extract({}, {})", self.column, sql::literal(&way.json));
        let all: Vec<String> = ways.iter().map(extract).collect();
        let value = if let [one] = all.as_slice() { one.clone() } else { format!("coalesce({})", all.join(", ")) };
        if self.is_text { format!("CASE WHEN json_valid({}) THEN {value} END", self.column) } else { value }
    }
}

/// A note on a field that only some variants have.
fn when(property: &Property<'_>, discriminator: Option<&str>) -> Option<String> {
    let values: Vec<String> = property.when.iter().map(|value| notes::quoted(value)).collect();
    match (values.is_empty(), discriminator) {
        (true, _) => None,
        (false, Some(name)) => Some(format!("where {} is {}", code(name), values.join(", "))),
        (false, None) => Some(format!("only in {}", values.join(", "))),
    }
}

/// A note with the names of fields that have no rows of their own.
pub fn holds(shape: &Shape<'_>) -> Option<String> {
    let wrapped = Wrapped::of(shape);
    let properties = wrapped.shape.as_ref().unwrap_or(shape).properties();
    let names: Vec<String> = properties.fields.keys().take(MAX_NAMES).map(|name| code(name)).collect();
    let left = properties.fields.len() - names.len();
    let more = if left == 0 { String::new() } else { format!(", and {left} more") };
    (!names.is_empty()).then(|| format!("holds {}{more}", names.join(", ")))
}
