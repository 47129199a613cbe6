//! Swagger 2.0 to OpenAPI 3.0.3: the same document, with each thing where version 3.0 wants it.
//!
//! What both versions share stays as it is and shares its memory; every node keeps the mark of the
//! Swagger node that it was made from. Wrong kinds are left for the stage that checks them.

mod bodies;
mod context;
mod gather;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use crate::finding::Finding;
use crate::place::Mark;
use crate::schema::grammar::DOCUMENT_KIND;
use crate::tree::change::children;
use crate::tree::{Mapping, Node, Text};
use context::Context;
use references::{carried, converted};

/// The OpenAPI 3.0.3 document that says what a Swagger 2.0 document says, and what could not be said.
pub fn convert(root: &Node) -> (Node, Vec<Finding>) {
    let gathered = gather::gathered(root);
    let mut context = Context::new(gathered.as_ref().unwrap_or(root));
    let document = context.document();
    (document, context.findings)
}

impl Context<'_> {
    fn document(&mut self) -> Node {
        let root = self.root;
        let Some(entries) = root.as_mapping() else { return root.clone() };
        let version = root.get("swagger").unwrap_or(root).mark;
        let mut document = Mapping::default();
        document.insert("openapi".into(), Node::string("3.0.3", version));
        for (key, node) in entries {
            self.field(&mut document, key, node);
        }
        self.set_servers(&mut document, root.mark);
        Node::mapping(document, root.mark)
    }

    fn field(&mut self, document: &mut Mapping, key: &Text, node: &Node) {
        let converted = match key.as_ref() {
            "swagger" | "consumes" | "produces" => return,
            "host" | "basePath" | "schemes" => return self.set_servers(document, node.mark),
            "definitions" | "parameters" | "responses" | "securityDefinitions" => {
                return self.set_components(document, node.mark);
            }
            "openapi" | "servers" | "components" => return self.refuse(key, node),
            "paths" => self.paths(node),
            _ => carried(DOCUMENT_KIND, key, node),
        };
        document.insert(Text::clone(key), converted);
    }

    fn set_servers(&mut self, document: &mut Mapping, at: Mark) {
        if !document.contains_key("servers") {
            document.insert("servers".into(), self.servers(self.root, at));
        }
    }

    fn set_components(&mut self, document: &mut Mapping, at: Mark) {
        if !document.contains_key("components") {
            document.insert("components".into(), self.components(at));
        }
    }

    fn components(&mut self, at: Mark) -> Node {
        let mut components = Mapping::default();
        for (key, node) in self.root.as_mapping().into_iter().flatten() {
            match key.as_ref() {
                "definitions" => self.definitions(&mut components, node),
                "parameters" => self.global_parameters(&mut components, node),
                "responses" => self.global_responses(&mut components, node),
                "securityDefinitions" => self.security_definitions(&mut components, node),
                _ => {}
            }
        }
        Node::mapping(components, at)
    }

    fn definitions(&mut self, components: &mut Mapping, node: &Node) {
        let schemas = children(node, |_, schema| self.schema(schema).into());
        components.insert("schemas".into(), converted(node, schemas));
    }
}
