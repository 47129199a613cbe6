//! Statements that a reader can run.

use minijinja::context;

use crate::examples::Example;
use crate::render::escape::fenced;

use super::page::Page;
use super::prose as description;
use super::section::{Block, Section};

/// The section, if there are statements.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let examples = page.guide.examples.of(&page.resource.id);
    let row = |example: &Example| {
        context! { title => description::cell(&example.title), sql => fenced("sql", &example.sql) }
    };
    let block = Block::new(context! {}, examples.iter().map(row).collect());
    (!examples.is_empty()).then(|| Section::new("examples", "Examples", "examples.md.j2", vec![block]))
}
