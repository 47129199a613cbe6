//! Paths and operations: what they take, send, answer and where.

use super::bodies::Payload;
use super::context::Context;
use super::references::{carried, converted, data, plain};
use crate::schema::grammar::{OPERATION_KIND, VERBS};
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text};

impl Context<'_> {
    /// All paths.
    pub fn paths(&mut self, paths: &Node) -> Node {
        let changed =
            children(
                paths,
                |path, item| {
                    if path.starts_with("x-") { data(item).into() } else { self.path_item(item).into() }
                },
            );
        converted(paths, changed)
    }

    fn path_item(&mut self, item: &Node) -> Option<Node> {
        let payload = self.payload(item.items("parameters"));
        children(item, |key, child| match key {
            "parameters" => self.parameters(child).map_or(Change::Drop, Change::Set),
            verb if VERBS.contains(&verb) => Change::Set(self.operation(child, &payload)),
            _ => Change::Set(plain(key, child)),
        })
    }

    fn operation(&mut self, operation: &Node, path: &Payload) -> Node {
        let Some(entries) = operation.as_mapping() else { return operation.clone() };
        let mut body = self.request_body(operation, path);
        let mut converted = Mapping::default();
        for (key, node) in entries {
            self.operation_field(&mut converted, operation, (key, node));
            if &**key == "parameters" {
                converted.extend(body.take().map(|body| ("requestBody".into(), body)));
            }
        }
        converted.extend(body.map(|body| ("requestBody".into(), body)));
        Node::mapping(converted, operation.mark)
    }

    fn operation_field(&mut self, converted: &mut Mapping, operation: &Node, (key, node): (&Text, &Node)) {
        let (key, field) = match key.as_ref() {
            "consumes" | "produces" => return,
            "requestBody" | "servers" => return self.refuse(key, node),
            "parameters" => (key.clone(), self.parameters(node)),
            "responses" => (key.clone(), Some(self.responses(node, &self.media_types(operation, "produces")))),
            "schemes" => ("servers".into(), self.own_servers(operation, node.mark)),
            _ => (key.clone(), Some(carried(OPERATION_KIND, key, node))),
        };
        converted.extend(field.map(|field| (key, field)));
    }

    /// The parameters that stay; nothing if all of them went into the body.
    fn parameters(&mut self, list: &Node) -> Option<Node> {
        let Some(items) = list.as_sequence() else { return Some(list.clone()) };
        let kept: Vec<&Node> = items.iter().filter(|parameter| !self.is_payload(parameter)).collect();
        if kept.is_empty() && !items.is_empty() {
            return None;
        }
        Some(Node::sequence(kept.into_iter().map(|parameter| self.parameter(parameter)).collect(), list.mark))
    }

    /// Parameters for all operations: bodies have a section of their own, form fields only exist
    /// where they are used.
    pub fn global_parameters(&mut self, components: &mut Mapping, node: &Node) {
        let Some(entries) = node.as_mapping() else {
            components.insert("parameters".into(), node.clone());
            return;
        };
        let types = self.media_types(self.root, "consumes");
        let (mut parameters, mut bodies) = (Mapping::default(), Mapping::default());
        for (name, parameter) in entries {
            match parameter.text("in") {
                Some("body") => drop(bodies.insert(Text::clone(name), self.body_of(parameter, &types))),
                Some("formData") => {}
                _ => drop(parameters.insert(Text::clone(name), self.parameter(parameter))),
            }
        }
        for (section, entries) in [("parameters", parameters), ("requestBodies", bodies)] {
            if !entries.is_empty() {
                components.insert(section.into(), Node::mapping(entries, node.mark));
            }
        }
    }
}
