//! Statements that a reader can run.

use minijinja::context;

use crate::model::{Provider, Resource, Service};
use crate::render::escape::{fenced, own_line, prose};

use super::page::Page;
use super::section::{Block, Section};

/// A statement, and what it is for.
struct Example {
    title: String,
    sql: String,
}

/// None yet.
fn of(_: &Provider, _: &Service, _: &Resource) -> Vec<Example> {
    Vec::new()
}

/// The section, if there are statements.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let examples = of(page.guide.provider, page.service, page.resource);
    let row = |example: &Example| {
        context! { title => own_line(prose(&example.title)), sql => fenced("sql", &example.sql) }
    };
    let block = Block::new(context! {}, examples.iter().map(row).collect());
    (!examples.is_empty()).then(|| Section::new("examples", "Examples", "examples.md.j2", vec![block]))
}
