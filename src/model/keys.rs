//! What a statement gives to a method: the keys by which the engine chooses it, and the attributes of its body.

use std::collections::BTreeSet;

use crate::source::node::{Node, Text};

use super::{Method, order};

/// A property of a request body, as SQL users give it.
#[derive(Clone, Debug)]
pub struct BodyAttribute<'a> {
    /// Its name in SQL: with `data__` in front, or as the API has it.
    pub name: String,
    /// Its name in the request.
    pub property: &'a Text,
    /// Its schema.
    pub schema: &'a Node,
    /// Whether the engine wants it before it chooses the method.
    pub required: bool,
}

impl Method {
    /// The names that a statement must give for the engine to choose this method. Server variables are among them
    /// if the method has a request body.
    pub fn required_keys(&self) -> BTreeSet<&str> {
        order::in_full(self)
    }

    /// The parameters that a statement may give.
    pub fn optional_parameters(&self) -> impl Iterator<Item = &super::Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.required)
    }

    /// The SQL name of a property of the request body.
    pub fn body_name(&self, property: &str) -> String {
        let prefix = if self.body_names.is_some() { "" } else { "data__" };
        format!("{prefix}{property}")
    }

    /// The properties of the request body in the order of its schema. A form has none that SQL can send.
    pub fn body_attributes(&self) -> Vec<BodyAttribute<'_>> {
        if self.has_form() {
            return Vec::new();
        }
        let required: BTreeSet<&str> = self.required_body.iter().map(String::as_str).collect();
        let mut attributes = Vec::new();
        for (property, schema) in self.body_schema.iter().flat_map(|schema| schema.entries("properties")) {
            let name = self.body_name(property);
            let required = required.contains(name.as_str());
            attributes.push(BodyAttribute { name, property, schema, required });
        }
        attributes
    }
}
