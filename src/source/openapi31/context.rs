//! The document that is lowered, and what is known of it so far.

use std::collections::{BTreeSet, HashSet};

use super::anchors::Anchors;
use super::hoisted::Hoisted;
use crate::finding::{Finding, OPENAPI_3_1_NOT_EXPRESSIBLE, Site};
use crate::place::Mark;
use crate::tree::{Node, Text};

/// The document that is lowered, and what was found so far.
pub struct Context<'d> {
    /// The document.
    pub root: &'d Node,
    /// What could not be said.
    pub findings: Vec<Finding>,
    reported: HashSet<(Mark, String)>,
    /// The security schemes that OpenAPI 3.0 does not have.
    pub mutual_tls: BTreeSet<Text>,
    /// The schemas around the current one that a reference can start from, outermost first.
    pub scopes: Vec<Node>,
    /// The schemas that are components, or become ones.
    pub hoisted: Hoisted,
    /// Found when a reference asks for them: few documents have any.
    pub anchors: Option<Anchors>,
    /// What was copied so far.
    pub copies: Copies,
}

/// What was copied so far.
#[derive(Default)]
pub struct Copies {
    /// How many copies are around the current place.
    pub depth: usize,
    /// The nodes of all copies.
    pub nodes: usize,
}

impl<'d> Context<'d> {
    /// A document and its security schemes that OpenAPI 3.0 does not have.
    pub fn new(root: &'d Node, mutual_tls: BTreeSet<Text>) -> Self {
        Context {
            root,
            findings: Vec::new(),
            reported: HashSet::new(),
            mutual_tls,
            scopes: Vec::new(),
            hoisted: Hoisted::new(root),
            anchors: None,
            copies: Copies::default(),
        }
    }

    /// Reports a loss; once only, although what is copied to several places is lowered at each.
    pub fn lose(&mut self, at: Mark, message: impl Into<String>, help: impl Into<String>) {
        let message = message.into();
        if self.reported.insert((at, message.clone())) {
            self.findings.push(Finding::new(&OPENAPI_3_1_NOT_EXPRESSIBLE, Site::Spec(at), message, help));
        }
    }
}
