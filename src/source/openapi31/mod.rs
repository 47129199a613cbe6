//! OpenAPI 3.1 to OpenAPI 3.0.3: the same document, as far as version 3.0 can say it.
//!
//! What both versions share stays as it is and shares its memory; every node keeps the mark of the
//! node that it was made from. Wrong kinds are left for the stage that checks them.

mod anchors;
mod arrays;
mod bounds;
mod composition;
mod contents;
mod context;
mod copies;
mod document;
mod edit;
mod hoisted;
mod losses;
mod objects;
mod positions;
mod references;
mod schemas;
mod scopes;
mod security;
#[cfg(test)]
mod tests;
mod types;
mod values;
mod walk;

use crate::finding::Finding;
use crate::schema::grammar::DOCUMENT_KIND;
use crate::tree::{Node, Text};
use composition::Place;
use context::Context;
use edit::empty;

/// The OpenAPI 3.0.3 document that says what an OpenAPI 3.1 document says, and what could not be said.
pub fn convert(root: &Node) -> (Node, Vec<Finding>) {
    let mut context = Context::new(root, security::mutual_tls(root));
    let lowered = context.lower(root, DOCUMENT_KIND).unwrap_or_else(|| root.clone());
    let document = with_schemas(lowered, hoisted_schemas(&mut context));
    (document, context.findings)
}

/// The schemas that became components; they may refer to more.
fn hoisted_schemas(context: &mut Context<'_>) -> Vec<(Text, Node)> {
    let mut schemas = Vec::new();
    while let Some((name, target)) = context.hoisted.next() {
        context.scopes = target.scopes;
        let schema = context.schema(&target.node, Place::Described).unwrap_or(target.node);
        schemas.push((name, schema));
    }
    schemas
}

/// A document with more schemas among its components.
fn with_schemas(document: Node, more: Vec<(Text, Node)>) -> Node {
    if more.is_empty() {
        return document;
    }
    let components = document.get("components").cloned().unwrap_or_else(|| empty(document.mark));
    let schemas = components.get("schemas");
    let mut entries = schemas.and_then(Node::as_mapping).cloned().unwrap_or_default();
    let at = schemas.unwrap_or(&components).mark;
    entries.extend(more);
    document.with("components", components.with("schemas", Node::mapping(entries, at)))
}
