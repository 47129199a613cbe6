//! Stage 2: one shape for each thing.
//!
//! The engine is not as clever as OpenAPI: it looks for parameters at the operation only, and gives
//! up a whole service over one value of the wrong type.

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

/// A document in which every operation stands on its own.
#[derive(Default)]
pub struct Document {
    /// The document without its paths and components.
    pub root: Node,
    /// The operations in the order of the spec.
    pub operations: Vec<Operation>,
    /// What operations refer to.
    pub components: Components,
}

/// An operation with the parameters of its path item.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The path as the spec has it.
    pub path: Text,
    /// The path as it is written: placeholders may have been renamed.
    pub template: Text,
    /// The HTTP verb in lower case.
    pub verb: &'static str,
    /// What the path item says besides operations and parameters.
    pub item: Node,
    /// The operation.
    pub node: Node,
    /// What the operation refers to.
    pub edges: Vec<Id>,
    /// What is wrong with its references.
    pub faults: Vec<Finding>,
}

/// Brings a document of OpenAPI 3.0 into the shape that the engine understands in full.
pub fn normalise(root: &Node, path_parameters: PathParameters) -> (Document, Vec<Finding>) {
    let mut findings = Vec::new();
    let root = shapes::tidy(root, &mut findings);
    let (root, faults) = references::settle(&root, &mut findings);
    let mut operations = parameters::fold(&root, path_parameters, &mut findings);
    let components = components::collect(&root, faults, &mut operations);
    let rest = root.without("paths").without("components");
    (Document { root: rest, operations, components }, findings)
}

/// The HTTP verb that a key of a path item names.
fn verb(key: &str) -> Option<&'static str> {
    VERBS.into_iter().find(|verb| *verb == key)
}
