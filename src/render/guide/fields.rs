//! The section with the columns of a resource, and the variants of its rows.

use std::collections::BTreeSet;

use minijinja::{Value as View, context};

use crate::engine::names::{self, NameClass};
use crate::engine::{Columns, rows};
use crate::schema::shape::{RowVariant, row_variants};
use crate::sql::SqlVerb;
use crate::sql::{Position, identifier};
use crate::text::escape::{code, prose};

use super::columns::{Column, in_order};
use super::nested;
use super::notes;
use super::page::Page;
use super::prose as description;
use super::section::{Block, Section};

/// The section; `None` without columns.
pub fn section(page: &Page<'_>) -> Option<Section> {
    if page.columns.is_empty() {
        return None;
    }
    let selects: Vec<&str> = page
        .resource
        .methods_of(SqlVerb::Select)
        .iter()
        .filter(|it| it.fields.is_some())
        .map(|it| it.name.as_str())
        .collect();
    let rows = in_order(&page.columns).into_iter().map(|column| row(page, column, &selects)).collect();
    let head = context! { is_variants => false, described => described(page) };
    let mut blocks = vec![Block::new(head, rows)];
    blocks.extend(variants(page));
    Some(Section::new("fields", "Fields", "fields.md.j2", blocks))
}

/// What `DESCRIBE` shows, where that is not all of these columns: those of the first method, or one without a name for a
/// row without a type (provider-format 3.4).
fn described(page: &Page<'_>) -> Option<String> {
    let first = page.resource.methods_of(SqlVerb::Select).into_iter().next()?;
    if first.row_schema.as_ref().is_some_and(rows::is_described_as_one) {
        return Some(format!("one column, {}", code(Columns::ANONYMOUS)));
    }
    let has_all = page.columns.iter().all(|column| column.methods.contains(&first.name.as_str()));
    (!has_all && first.fields.is_some()).then(|| format!("those of {}", code(&first.name)))
}

fn row<'a>(page: &Page<'a>, column: &Column<'a>, selects: &[&str]) -> View {
    let shape = &column.shape;
    let label = prose(&shape.label());
    let has_more = nested::has_rows(shape);
    let kind = if has_more { format!("[{label}]({})", page.places.link(&nested::anchor(column.name))) } else { label };
    let mut facts = notes::facts(shape, &page.values_of(column.name, shape));
    if shape.values().is_empty() {
        let inside = &column.in_variants;
        facts.extend(notes::some_values(inside, &page.values_of(column.name, inside)));
    }
    facts.extend(only_by(column, selects));
    facts.extend(unnamed(column.name));
    let text = shape.text("description").map(description::cell).unwrap_or_default();
    context! { name => code(&identifier(column.name, Position::Alone)), kind, notes => notes::join(text, &facts) }
}

/// A note on a column that only some methods return.
fn only_by(column: &Column<'_>, selects: &[&str]) -> Option<String> {
    let methods: Vec<String> = column.methods.iter().map(|method| code(method)).collect();
    (methods.len() < selects.len()).then(|| format!("*only from {}*", methods.join(", ")))
}

/// A note on a column that no statement can name, or that spoils every statement (provider-format 3.4).
fn unnamed(name: &str) -> Option<String> {
    match names::class(name) {
        NameClass::Plain | NameClass::Quoted | NameClass::Partial => None,
        NameClass::Unselectable | NameClass::Silent | NameClass::Characters => {
            let triple = code(&format!("\"\"\"{name}\"\"\" AS x"));
            Some(format!("*only with `SELECT *`, or as {triple}*"))
        }
        NameClass::NoRows => Some("*because of this column, no query returns rows*".to_owned()),
        NameClass::NoTable => Some("*because of this column, no query works*".to_owned()),
    }
}

/// A table of the columns by value of the discriminator.
fn variants(page: &Page<'_>) -> Option<Block> {
    let selects = page.resource.methods_of(SqlVerb::Select);
    let variants = row_variants(selects.iter().filter_map(|method| method.row_schema.as_ref()));
    let properties: BTreeSet<&str> = variants.iter().filter_map(|variant| variant.property).collect();
    let row = |variant: &RowVariant<'_>| {
        let fields: Vec<String> = variant.fields.iter().map(|field| code(column_of(page, field))).collect();
        context! { value => notes::quoted(variant.value), fields => fields.join(", ") }
    };
    let rows: Vec<View> = variants.iter().map(row).collect();
    let properties: Vec<String> = properties.into_iter().map(|property| code(column_of(page, property))).collect();
    let head = context! { is_variants => true, property => properties.join(" or ") };
    (!rows.is_empty()).then(|| Block::new(head, rows))
}

/// The column that a property of the response becomes.
fn column_of<'p>(page: &'p Page<'_>, property: &'p str) -> &'p str {
    page.columns.iter().find(|column| column.property == property).map_or(property, |column| column.name)
}
