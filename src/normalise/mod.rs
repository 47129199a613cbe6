//! Stage 2: brings a document into one uniform shape.
//!
//! The engine supports less than OpenAPI: it looks for parameters only at the operation, and rejects a whole service
//! for one value of the wrong type.

mod components;
mod constants;
mod descriptions;
mod media_types;
mod operation;
mod parameters;
mod path_items;
mod references;
mod schemas;
mod shapes;
mod text_only;

use crate::config::PathParameters;
use crate::finding::Finding;
use crate::tree::Node;

pub use components::Components;
pub use constants::{fix, unused as unused_paths};
pub use descriptions::{Descriptions, Rewritten};
pub use operation::Operation;
pub use text_only::{mark as mark_text_only, unused as unused_text_only};

/// A document in which every operation is self-contained.
#[derive(Default)]
pub struct Document {
    /// The document without its paths and components.
    pub root: Node,
    /// The operations in the order of the spec.
    pub operations: Vec<Operation>,
    /// The components.
    pub components: Components,
    /// The document as it is written, if it is not put together from its parts.
    pub as_is: Option<Node>,
}

/// Brings an OpenAPI 3.0 document into the shape that the engine fully supports.
pub fn normalise(root: &Node, path_parameters: PathParameters) -> (Document, Vec<Finding>) {
    let mut findings = Vec::new();
    let root = shapes::tidy(root, &mut findings);
    let (root, faults) = references::settle(&root, &mut findings);
    let root = schemas::complete(&root);
    let mut operations = parameters::fold(&root, path_parameters, &mut findings);
    let mut components = components::collect(&root, faults, &mut operations);
    media_types::settle(&mut operations, &mut components);
    let rest = root.without("paths").without("components");
    (Document { root: rest, operations, components, as_is: None }, findings)
}

/// Takes the operations and components of a published document, and changes nothing.
pub fn keep(root: &Node) -> Document {
    Document {
        root: root.without("paths").without("components"),
        operations: parameters::unfolded(root),
        components: Components::unlinked(root),
        as_is: Some(root.clone()),
    }
}
