//! Sections of a page, which can be split where a page would become too long.

use minijinja::{Environment, Value as View, context};

use crate::render::templates::RenderError;

/// A part of a page under a heading of its own. Headings are ours and each stands once on a page, so
/// that the anchor that every reader of Markdown gives them is stable.
#[derive(Clone)]
pub struct Section {
    /// The anchor of the heading, and the name of a page of its own.
    pub slug: &'static str,
    /// The heading.
    pub title: &'static str,
    template: &'static str,
    blocks: Vec<Block>,
}

/// A table with what stands above it.
#[derive(Clone)]
pub struct Block {
    anchor: Option<String>,
    head: View,
    rows: Vec<View>,
}

impl Block {
    /// A table by what its template needs.
    pub fn new(head: View, rows: Vec<View>) -> Self {
        Block { anchor: None, head, rows }
    }

    /// With a heading of its own, to which others can link.
    pub fn at(self, anchor: String) -> Self {
        Block { anchor: Some(anchor), ..self }
    }
}

impl Section {
    /// A section by its template.
    pub fn new(slug: &'static str, title: &'static str, template: &'static str, blocks: Vec<Block>) -> Self {
        Section { slug, title, template, blocks }
    }

    /// The same on a page in another folder, from which the targets of its links begin with `base`.
    pub fn with_base(mut self, base: &str) -> Self {
        for block in &mut self.blocks {
            block.head = context! { base, ..block.head.clone() };
        }
        self
    }

    /// The anchors in the section.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| block.anchor.as_deref()).chain([self.slug])
    }

    /// The section as text.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn text(&self, templates: &Environment<'_>) -> Result<String, RenderError> {
        let block = |block: &Block| context! { head => block.head.clone(), rows => block.rows.clone() };
        let blocks: Vec<View> = self.blocks.iter().map(block).collect();
        let page = context! { title => self.title, blocks };
        let text = templates.get_template(self.template)?.render(page)?;
        Ok(format!("{}\n", text.trim_end()))
    }

    /// The same in parts of at most so many bytes each, if its rows are shorter than that.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn parts(self, limit: usize, templates: &Environment<'_>) -> Result<Vec<Section>, RenderError> {
        if self.text(templates)?.len() <= limit {
            return Ok(vec![self]);
        }
        let Some((first, second)) = self.clone().halves() else { return Ok(vec![self]) };
        let mut parts = first.parts(limit, templates)?;
        parts.extend(second.parts(limit, templates)?);
        Ok(parts)
    }

    fn halves(mut self) -> Option<(Section, Section)> {
        let mut blocks = std::mem::take(&mut self.blocks);
        if blocks.len() > 1 {
            let second = blocks.split_off(blocks.len() / 2);
            return Some((Section { blocks, ..self.clone() }, Section { blocks: second, ..self }));
        }
        let mut block = blocks.pop()?;
        if block.rows.len() < 2 {
            return None;
        }
        let rows = block.rows.split_off(block.rows.len() / 2);
        let second = Block { anchor: None, head: block.head.clone(), rows };
        Some((Section { blocks: vec![block], ..self.clone() }, Section { blocks: vec![second], ..self }))
    }
}
