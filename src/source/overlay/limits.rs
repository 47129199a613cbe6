//! What keeps a run of overlays from lasting forever: the size of a document, and what is too much for it.

use serde_json::Value as Json;

use crate::tree::yaml;

/// How many megabytes of JSON overlays may add to a document.
const MAX_ADDED_MEGABYTES: usize = 16;

/// What keeps a run from lasting forever.
pub enum Limit {
    /// A query that takes too many steps.
    Steps,
    /// A document that grows too much.
    Growth,
    /// A document that becomes too deep.
    Depth,
}

impl Limit {
    /// What is wrong.
    pub fn message(&self) -> String {
        match self {
            Limit::Steps => "this JSONPath could take too long in a document of this size".to_owned(),
            Limit::Growth => format!("the overlays add more than {MAX_ADDED_MEGABYTES} MB to the document"),
            Limit::Depth => format!("this action nests the document deeper than {} levels", yaml::MAX_DEPTH),
        }
    }

    /// What to do.
    pub fn help(&self) -> &'static str {
        match self {
            Limit::Steps => "use fewer `..`, `*`, filters and lists of selectors, and fewer actions with them",
            Limit::Growth => "select less, or update with less",
            Limit::Depth => "select less, or flatten the update",
        }
    }
}

/// How large a document is, never less than it is.
#[derive(Clone, Copy, Default)]
pub struct Size {
    /// Its nodes.
    pub nodes: usize,
    /// The steps from the root to each of them, in all.
    pub ways: usize,
    /// The levels of the tree.
    pub levels: usize,
    /// The bytes of JSON that were added to it.
    added: usize,
}

impl Size {
    /// The size of a document.
    pub fn of(json: &Json) -> Self {
        let mut size = Size::default();
        size.count(json, 0);
        size
    }

    fn count(&mut self, json: &Json, way: usize) {
        self.nodes += 1;
        self.ways += way;
        self.levels = self.levels.max(way + 1);
        match json {
            Json::Array(items) => items.iter().for_each(|item| self.count(item, way + 1)),
            Json::Object(entries) => entries.values().for_each(|value| self.count(value, way + 1)),
            _ => {}
        }
    }

    /// Adds a value that comes to a node at the end of a way.
    ///
    /// # Errors
    /// The document becomes too large or too deep.
    pub fn grow(&mut self, by: &Size, bytes: usize, way: usize) -> Result<(), Limit> {
        let levels = way + 1 + by.levels;
        self.added += bytes;
        self.nodes += by.nodes;
        self.ways += by.nodes * levels;
        self.levels = self.levels.max(levels);
        if self.added > MAX_ADDED_MEGABYTES * 1_000_000 {
            return Err(Limit::Growth);
        }
        if levels > yaml::MAX_DEPTH { Err(Limit::Depth) } else { Ok(()) }
    }
}
