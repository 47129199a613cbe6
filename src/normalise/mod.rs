//! Stage 2: brings a document into one uniform shape.
//!
//! The engine supports less than OpenAPI: it looks for parameters only at the operation, and rejects a whole service
//! for one value of the wrong type.

mod components;
mod parameters;
mod references;
mod shapes;

use crate::config::PathParameters;
use crate::finding::Finding;
use crate::schema::Id;
use crate::schema::grammar::VERBS;
use crate::tree::{Node, Text};

pub use components::{Component, Components};

/// A document in which every operation is self-contained.
#[derive(Default)]
pub struct Document {
    /// The document without its paths and components.
    pub root: Node,
    /// The operations in the order of the spec.
    pub operations: Vec<Operation>,
    /// The components.
    pub components: Components,
}

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
}

/// Brings an OpenAPI 3.0 document into the shape that the engine fully supports.
pub fn normalise(root: &Node, path_parameters: PathParameters) -> (Document, Vec<Finding>) {
    let mut findings = Vec::new();
    let root = shapes::tidy(root, &mut findings);
    let (root, faults) = references::settle(&root, &mut findings);
    let mut operations = parameters::fold(&root, path_parameters, &mut findings);
    let components = components::collect(&root, faults, &mut operations);
    let rest = root.without("paths").without("components");
    (Document { root: rest, operations, components }, findings)
}

fn verb(key: &str) -> Option<&'static str> {
    VERBS.into_iter().find(|verb| *verb == key)
}
