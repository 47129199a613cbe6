//! The section with all values of long enums.

use std::collections::BTreeSet;

use minijinja::context;

use crate::schema::shape::literal;
use crate::text::escape::code;

use super::notes::{told, value_in};
use super::page::Page;
use super::section::{Block, Section};

/// The maximum number of values in a row, so that a page can end between rows.
const MAX_IN_ROW: usize = 50;

/// The section; `None` if no note left out values. Must come after the sections that add long enums.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for (name, shape) in page.long_enums.borrow().iter().filter(|(name, _)| seen.insert(name.clone())) {
        let told = told(shape);
        let values: Vec<String> = shape.values().into_iter().map(|value| value_in(&told, &literal(value))).collect();
        let row = |(index, values): (usize, &[String])| {
            context! { name => code(name), is_first => index == 0, values => values.join(", ") }
        };
        rows.extend(values.chunks(MAX_IN_ROW).enumerate().map(row));
    }
    let block = Block::new(context! {}, rows);
    (!seen.is_empty()).then(|| Section::new("values", "Values", "values.md.j2", vec![block]))
}
