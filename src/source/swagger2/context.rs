//! The document that is converted, and what was found so far.

use crate::finding::{Finding, SWAGGER_NOT_EXPRESSIBLE, Site};
use crate::place::Mark;
use crate::tree::{Node, Text};

/// The document that is converted, and what was found so far.
pub struct Context<'d> {
    /// The document.
    pub root: &'d Node,
    /// What could not be said.
    pub findings: Vec<Finding>,
}

impl<'d> Context<'d> {
    /// A document of which nothing is converted yet.
    pub fn new(root: &'d Node) -> Self {
        Context { root, findings: Vec::new() }
    }

    /// The media types of an operation, or of the document for operations that name none; JSON if
    /// nobody does.
    pub fn media_types(&self, owner: &Node, key: &str) -> Vec<Text> {
        let list = owner.get(key).or_else(|| self.root.get(key));
        let items = list.and_then(Node::as_sequence).unwrap_or_default();
        let types: Vec<Text> = items.iter().filter_map(Node::as_str).map(Text::from).collect();
        if types.is_empty() { vec!["application/json".into()] } else { types }
    }

    /// What the conversion writes itself cannot stand in the source as well.
    pub fn refuse(&mut self, key: &str, node: &Node) {
        let help = "express it in Swagger 2.0, or convert the whole document to OpenAPI 3.0";
        self.lose(node.mark, format!("`{key}` is not part of Swagger 2.0 and is left out"), help);
    }

    /// Reports a loss; once only, although global and path-level parameters are converted for each use.
    pub fn lose(&mut self, at: Mark, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(&SWAGGER_NOT_EXPRESSIBLE, Site::Spec(at), message, help);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}
