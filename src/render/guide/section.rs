//! Sections of a page, which can be split.

use minijinja::{Environment, Value as View, context};

use crate::render::templates::RenderError;

/// A part of a page under a heading. Headings are fixed and unique on a page, so that their anchors are stable in every
/// Markdown renderer.
#[derive(Clone)]
pub struct Section {
    /// The anchor of the heading, and the file name of a page of its own.
    pub slug: &'static str,
    pub title: &'static str,
    template: &'static str,
    blocks: Vec<Block>,
}

/// A table with an optional heading and introduction.
#[derive(Clone)]
pub struct Block {
    anchor: Option<String>,
    head: View,
    rows: Vec<View>,
}

impl Block {
    /// `head` and `rows` are passed to the template.
    pub fn new(head: View, rows: Vec<View>) -> Self {
        Block { anchor: None, head, rows }
    }

    /// Adds a heading with an anchor.
    pub fn at(self, anchor: String) -> Self {
        Block { anchor: Some(anchor), ..self }
    }
}

impl Section {
    pub fn new(slug: &'static str, title: &'static str, template: &'static str, blocks: Vec<Block>) -> Self {
        Section { slug, title, template, blocks }
    }

    /// Sets the prefix of link targets, for a page in another folder.
    pub fn with_base(mut self, base: &str) -> Self {
        for block in &mut self.blocks {
            block.head = context! { base, ..block.head.clone() };
        }
        self
    }

    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| block.anchor.as_deref()).chain([self.slug])
    }

    /// Renders the section.
    ///
    /// # Errors
    /// A template uses an undefined variable.
    pub fn text(&self, templates: &Environment<'_>) -> Result<String, RenderError> {
        let block = |block: &Block| context! { head => block.head.clone(), rows => block.rows.clone() };
        let blocks: Vec<View> = self.blocks.iter().map(block).collect();
        let page = context! { title => self.title, blocks };
        let text = templates.get_template(self.template)?.render(page)?;
        Ok(format!("{}\n", text.trim_end()))
    }

    /// Splits the section into parts of at most `limit` bytes, if no row is longer.
    ///
    /// # Errors
    /// A template uses an undefined variable.
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
