//! What is known of methods and services, from which settings are made.

use crate::tree::Node;

/// What is known of a method.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its service.
    pub service: String,
    /// Its resource.
    pub resource: String,
    /// Its name.
    pub method: String,
    /// Its SQL verbs, in the order of the mapping.
    pub verbs: Vec<String>,
    /// The HTTP verb of its operation.
    pub http_verb: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// Its block as it is published.
    pub published: Node,
    /// Its block as it is generated.
    pub generated: Node,
}

impl Facts {
    /// Takes the generated operation for the published one: the mapping says which it is.
    pub fn keep_operation(&mut self) {
        self.published = match self.generated.get("operation") {
            Some(operation) => self.published.with("operation", operation.clone()),
            None => self.published.without("operation"),
        };
    }
}

/// The root settings of a service, published and generated.
#[derive(Clone, Debug)]
pub struct ServiceFacts {
    /// Its name.
    pub service: String,
    /// Its settings as they are published.
    pub published: Node,
    /// Its settings as they are generated.
    pub generated: Node,
}
