//! Chooses the method for a statement as the engine does, and lists the names that a statement gives to it.

use std::collections::BTreeSet;

use crate::engine::media_type::{is_json, is_xml};
use crate::schema::Resolver;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

use super::{Method, Parameter, Resource};
use crate::schema::REQUIRED;
use crate::schema::shape::Shape;

/// A property of a request body in SQL.
#[derive(Clone, Debug)]
pub struct BodyAttribute<'a> {
    /// The name in SQL.
    pub name: String,
    /// The name in the body.
    pub property: &'a Text,
    /// The schema, with its `$ref` if it has one.
    pub schema: &'a Node,
    /// Whether a statement must give it, or the JSON of an EXEC.
    pub required: bool,
}

impl Resource {
    /// Returns the method that the engine chooses for a verb and the names that a statement gives: the first one whose
    /// required keys are all given. Other names do not matter, and a name also stands for a dotted key that ends in it.
    pub fn chosen<'n>(&self, verb: SqlVerb, given: impl IntoIterator<Item = &'n str>) -> Option<&Method> {
        let given: BTreeSet<&str> = given.into_iter().collect();
        let is_given = |key: &&str| given.contains(key) || given.contains(last_step(key));
        self.methods_of(verb).into_iter().find(|method| method.required_keys().iter().all(is_given))
    }

    /// Returns the names that take a statement which means a method to another one, because each completes what that one
    /// requires. Nothing for a method that no statement means.
    pub fn misleading(&self, method: &Method) -> BTreeSet<&str> {
        if method.verb == SqlVerb::Exec {
            return BTreeSet::new();
        }
        let given = method.required_keys();
        let mut names = BTreeSet::new();
        for other in self.methods_of(method.verb).into_iter().take_while(|other| other.name != method.name) {
            let is_missing = |key: &&str| !given.contains(key) && !given.contains(last_step(key));
            let mut missing = other.required_keys().into_iter().filter(is_missing);
            match (missing.next(), missing.next()) {
                (None, _) => return BTreeSet::new(),
                (Some(key), None) => names.extend([key, last_step(key)]),
                (Some(_), Some(_)) => {}
            }
        }
        names
    }
}

impl Method {
    /// Returns the names that a statement must give for the engine to choose the method: parameters, properties of the
    /// body, and the variables of the server if there is a body.
    pub fn required_keys(&self) -> BTreeSet<&str> {
        let mut names = super::order::required(self);
        if self.body_schema.is_some() {
            names.extend(self.server_variables.iter().map(|variable| variable.name.as_str()));
        }
        names
    }

    /// Returns the parameters that a statement may give.
    pub fn optional_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.required)
    }

    /// Returns the SQL name of a property of the request body.
    pub fn body_name(&self, property: &str) -> String {
        crate::engine::request::body_name(property, self.body_names.as_deref())
    }

    /// Returns the properties of the request body that SQL can give, in the order of the schema, or none for a form.
    /// With naive names, a property named like a parameter can never be given.
    pub fn body_attributes<'a>(&'a self) -> Vec<BodyAttribute<'a>> {
        let Some(schema) = self.body_schema.as_ref().filter(|_| !self.has_form()) else { return Vec::new() };
        let required: BTreeSet<&str> = schema.items(REQUIRED).iter().filter_map(Node::as_str).collect();
        let attribute = |(property, schema): (&'a Text, &'a Node)| {
            let name = self.body_name(property);
            let required = self.required_body.contains(&name) || required.contains(&**property);
            BodyAttribute { name, property, schema, required }
        };
        let is_hidden = |attribute: &BodyAttribute| self.parameters.iter().any(|it| it.name == attribute.name);
        schema.entries("properties").map(attribute).filter(|attribute| !is_hidden(attribute)).collect()
    }

    /// Returns the properties of the request body without read-only ones, unless the engine requires them.
    pub(crate) fn given_attributes<'a: 'r, 'r>(
        &'a self,
        resolver: Resolver<'r>,
    ) -> impl Iterator<Item = BodyAttribute<'a>> + use<'a, 'r> {
        let is_given = move |it: &BodyAttribute<'a>| it.required || !Shape::of(resolver, it.schema).flag("readOnly");
        self.body_attributes().into_iter().filter(is_given)
    }

    /// Whether the engine can write the request body, if there is one: it supports JSON and XML.
    pub fn can_send_body(&self) -> bool {
        let can_write = |name: &str| match name.split_once('/') {
            Some(("application", rest)) => is_json(rest) || is_xml(rest),
            Some(("text", rest)) => is_xml(rest),
            _ => false,
        };
        self.request_media_type.as_deref().is_none_or(can_write)
    }
}

/// The name that stands for a dotted key.
fn last_step(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use crate::config::Style;
    use crate::pipeline::{Job, build};
    use crate::support::repository;

    #[test]
    fn a_name_that_completes_what_another_method_requires_misleads() {
        let config = repository().join("tests/cases/examples/choice/provgen.yaml");
        let job = Job { config, spec: None, mapping: None, style: Some(Style::Guide) };
        let built = build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let teams = &built.provider.services[0].resources[0];
        let misleading = |method: &str| -> Vec<&str> {
            let method = teams.methods.iter().find(|it| it.name == method).expect("a method");
            teams.misleading(method).into_iter().collect()
        };
        assert_eq!(misleading("list"), ["org"], "it is all that `of_org` requires");
        assert_eq!(misleading("of_org"), ["team"]);
        assert!(misleading("get").is_empty() && misleading("old").is_empty());
    }
}
