//! The parameters of a request that may take a token.

use crate::engine::Engine;
use crate::engine::media_type::{JSON, synonym};
use crate::normalise::Operation;
use crate::schema::shape::Shape;
use crate::schema::{Resolver, kind};
use crate::tree::Node;

use super::names::folded;

/// What a request can send.
pub struct Request<'a> {
    /// The parameters in the query, in headers, and in a body that is JSON.
    pub parameters: Vec<Parameter<'a>>,
}

/// A parameter, or a property at the top of the body.
pub struct Parameter<'a> {
    /// The name as it is sent.
    pub key: String,
    /// The name without casing and separators.
    pub name: String,
    /// Where it is sent.
    pub location: &'static str,
    /// The type; empty if unknown.
    pub kind: &'a str,
    /// What it is.
    pub shape: Shape<'a>,
    /// What the document says about it, in lower case.
    pub description: String,
}

impl<'a> Request<'a> {
    /// Returns the request of an operation.
    pub fn of(operation: &'a Operation, resolver: Resolver<'a>) -> Self {
        let declared = operation.node.items("parameters").iter().filter_map(|it| resolver.resolve(it));
        let mut parameters: Vec<Parameter<'a>> = declared.flat_map(|it| parameter(it, resolver)).collect();
        if operation.verb == "post" {
            parameters.extend(of_body(&operation.node, resolver));
        }
        // The query goes first: the engine sends no token in a header, and only text in a body.
        parameters
            .sort_by_key(|parameter| ["query", "body"].iter().position(|it| *it == parameter.location).unwrap_or(2));
        Request { parameters }
    }

    /// Returns the parameters with one of the names, in the order of the names.
    pub fn named(&self, names: &[&str]) -> impl Iterator<Item = &Parameter<'a>> {
        names.iter().flat_map(|name| self.parameters.iter().filter(move |parameter| parameter.name == *name))
    }

    /// Returns the parameters of the query with one of the names.
    pub fn in_query(&self, names: &[&str]) -> impl Iterator<Item = &Parameter<'a>> {
        self.named(names).filter(|parameter| parameter.location == "query")
    }
}

impl Parameter<'_> {
    /// Whether it takes a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, "integer" | "number")
    }
}

/// Returns a parameter; the parts of an object that is sent as `page[size]`.
fn parameter<'a>(node: &'a Node, resolver: Resolver<'a>) -> Vec<Parameter<'a>> {
    let (Some(name), Some(location)) = (node.text("name"), location(node)) else { return Vec::new() };
    let of_content = || node.entries("content").find_map(|(_, media)| media.get("schema"));
    let Some(schema) = node.get("schema").or_else(of_content) else {
        return Vec::from_iter(Some(made(name.to_owned(), location, node, resolver)));
    };
    if node.text("style") == Some("deepObject") {
        let parts = Shape::of(resolver, schema).properties().fields;
        let part = |(part, property): (&str, crate::schema::shape::Property<'a>)| {
            Some(made(format!("{name}[{part}]"), location, property.schemas.first()?, resolver))
        };
        return parts.into_iter().filter_map(part).collect();
    }
    let mut found = made(name.to_owned(), location, schema, resolver);
    if let Some(text) = node.text("description") {
        found.description = text.to_lowercase();
    }
    vec![found]
}

fn made<'a>(key: String, location: &'static str, schema: &'a Node, resolver: Resolver<'a>) -> Parameter<'a> {
    let shape = Shape::of(resolver, schema);
    let description = shape.text("description").unwrap_or_default().to_lowercase();
    let kind = kind::of(schema, resolver).unwrap_or_default();
    Parameter { name: folded(&key), key, location, kind, shape, description }
}

fn location(node: &Node) -> Option<&'static str> {
    ["query", "header"].into_iter().find(|location| node.text("in") == Some(location))
}

fn of_body<'a>(operation: &'a Node, resolver: Resolver<'a>) -> Vec<Parameter<'a>> {
    let body = Engine { resolver }.body(operation).filter(|body| synonym(body.media_type) == JSON);
    let Some(schema) = body.and_then(|body| body.schema) else { return Vec::new() };
    let fields = Shape::of(resolver, schema.node).properties().fields;
    let made = |(name, property): (&str, crate::schema::shape::Property<'a>)| {
        Some(made(name.to_owned(), "body", property.schemas.first()?, resolver))
    };
    fields.into_iter().filter_map(made).collect()
}
