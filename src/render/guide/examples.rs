//! The section with example statements.

use minijinja::context;

use crate::examples::Example;
use crate::sql::SqlVerb;
use crate::text::escape::fenced;

use super::prose as description;
use super::section::{Block, Section};

/// The section: handwritten examples, then others by verb. `None` without examples.
pub fn section(examples: &[Example]) -> Option<Section> {
    let groups: Vec<&[Example]> = examples.chunk_by(|one, next| group(one) == group(next)).collect();
    let has_headings = groups.len() > 1;
    let blocks = groups.into_iter().map(|group| block(group, has_headings)).collect();
    (!examples.is_empty()).then(|| Section::new("examples", "Examples", "examples.md.j2", blocks))
}

fn block(examples: &[Example], has_heading: bool) -> Block {
    let row = |example: &Example| {
        context! { title => description::cell(&example.title), sql => fenced("sql", &example.sql) }
    };
    let verb = examples.first().filter(|_| has_heading).and_then(group).map(SqlVerb::name);
    let block = Block::new(context! { verb => verb.map(str::to_uppercase) }, examples.iter().map(row).collect());
    match verb {
        Some(verb) => block.at(verb.to_owned()),
        None => block,
    }
}

fn group(example: &Example) -> Option<SqlVerb> {
    (!example.is_written).then_some(example.verb)
}
