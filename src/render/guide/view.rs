//! The section with the statement of a view.

use minijinja::{Value as View, context};

use crate::text::escape::{code, fenced};
use crate::tree::Node;

use super::page::Page;
use super::section::{Block, Section};

/// The section; `None` without a view.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let view = page.resource.view.as_ref()?.at_pointer("/views/select")?;
    let chain = std::iter::successors(Some(view), |view| view.get("fallback"));
    let row = |view: &Node| -> Option<View> {
        let predicate = view.text("predicate").map(code).unwrap_or_default();
        Some(context! { predicate, sql => fenced("sql", view.text("ddl")?) })
    };
    let block = Block::new(context! {}, chain.filter_map(row).collect());
    Some(Section::new("view", "View", "view.md.j2", vec![block]))
}
