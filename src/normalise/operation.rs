//! An operation that is self-contained.

use crate::finding::Finding;
use crate::schema::Id;
use crate::schema::grammar::VERBS;
use crate::tree::{Node, Text};

/// An operation with the parameters of its path item.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The path as the spec has it.
    pub path: Text,
    /// The path that is written; placeholders may have been renamed.
    pub template: Text,
    /// The HTTP verb in lower case.
    pub verb: &'static str,
    /// The path item without operations and parameters.
    pub item: Node,
    /// The operation.
    pub node: Node,
    /// The components that the operation refers to.
    pub edges: Vec<Id>,
    /// Findings about its references.
    pub faults: Vec<Finding>,
    /// Whether the API sends the answer as JSON by a name that the engine does not read.
    pub hides_json: bool,
}

impl Operation {
    /// Creates an operation without anything that is known of its references and answers.
    pub fn new(path: &Text, verb: &'static str, item: Node, node: Node) -> Self {
        let (edges, faults) = (Vec::new(), Vec::new());
        let (path, template) = (Text::clone(path), Text::clone(path));
        Operation { path, template, verb, item, node, edges, faults, hides_json: false }
    }
}

/// Returns the HTTP verb that a key of a path item names.
pub fn verb(key: &str) -> Option<&'static str> {
    VERBS.into_iter().find(|verb| *verb == key)
}
