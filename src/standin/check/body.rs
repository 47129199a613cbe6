//! The body of a request: whether there may be one, its media type, and what is in it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::standin::Fault;
use crate::standin::requested::{FORM, Requested, decoded, essence};
use crate::tree::Node;

use super::media_type::{described, is_json};
use super::reading::Reading;
use super::schema::Validator;

/// What an operation demands of bodies.
pub struct Body {
    /// The `requestBody`; nothing if the operation takes no body.
    node: Option<Node>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// What is in a body.
type Read = Result<Option<Json>, Vec<Fault>>;

impl Body {
    /// Reads what an operation demands.
    pub fn of(resolver: Resolver<'_>, operation: &Node) -> Self {
        let node = operation.get("requestBody").and_then(|node| resolver.resolve(node)).cloned();
        Body { node, validators: Mutex::default() }
    }

    /// Reads the body of a request, as JSON if it is JSON or a form.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, resolver: Resolver<'_>, requested: &Requested<'_>) -> Read {
        let is_empty = requested.asked.body.is_empty();
        match &self.node {
            None if is_empty => Ok(None),
            // A form may hold what the path demands.
            None if !requested.form.is_empty() => Ok(None),
            None => Err(vec![fault("body", "the operation takes no body".to_owned())]),
            Some(node) if is_empty && node.flag("required") => {
                Err(vec![fault("body", "the required body is missing".to_owned())])
            }
            Some(_) if is_empty => Ok(None),
            Some(node) => self.described(resolver, node, requested),
        }
    }

    fn described(&self, resolver: Resolver<'_>, node: &Node, requested: &Requested<'_>) -> Read {
        let nothing = Node::default();
        let content = node.get("content").unwrap_or(&nothing);
        let sent = essence(requested.asked.header("content-type").unwrap_or_default());
        let Some((name, media)) = described(content, &sent) else {
            return Err(vec![of_media_type(content, &sent)]);
        };
        let schema = media.get("schema").unwrap_or(&nothing);
        match &*sent {
            json if is_json(json) => self.json(resolver, name, schema, &requested.asked.body),
            FORM => form(resolver, schema, requested),
            multipart if multipart.starts_with("multipart/") => parts(resolver, schema, requested),
            _ => Ok(None),
        }
    }

    fn json(&self, resolver: Resolver<'_>, name: &str, schema: &Node, bytes: &[u8]) -> Read {
        let value: Json = serde_json::from_slice(bytes)
            .map_err(|error| vec![fault("body", format!("the body is no JSON: {error}"))])?;
        let problems = self.validator(resolver, name, schema).problems(&value);
        if problems.is_empty() {
            return Ok(Some(value));
        }
        let of = |it: super::schema::Problem| {
            let at = if it.at.is_empty() { String::new() } else { format!(" at `{}`", it.at) };
            Fault { kind: "body", message: format!("the body{at}: {}", it.message), at: it.at }
        };
        Err(problems.into_iter().map(of).collect())
    }

    fn validator(&self, resolver: Resolver<'_>, name: &str, schema: &Node) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || Arc::new(Validator::new(resolver, schema));
        Arc::clone(validators.entry(name.to_owned()).or_insert_with(compile))
    }
}

fn fault(kind: &'static str, message: String) -> Fault {
    Fault { kind, at: String::new(), message }
}

fn of_media_type(content: &Node, sent: &str) -> Fault {
    let known: Vec<String> = content.as_mapping().into_iter().flatten().map(|(name, _)| format!("`{name}`")).collect();
    let sent = if sent.is_empty() { "has no `Content-Type`".to_owned() } else { format!("is `{sent}`") };
    let message = format!("the body {sent}, but the operation takes {}", known.join(" or "));
    Fault { kind: "media-type", at: "Content-Type".to_owned(), message }
}

/// Reads a form of pairs.
fn form(resolver: Resolver<'_>, schema: &Node, requested: &Requested<'_>) -> Read {
    let pairs: Vec<(String, String)> =
        requested.form.iter().map(|(name, value)| (name.clone(), decoded(value))).collect();
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.split('[').next().unwrap_or(name)).collect();
    present(resolver, schema, &names)?;
    Ok(Reading::of(resolver, schema).members(&pairs).into_iter().next())
}

/// Reads the names of the parts of a form.
fn parts(resolver: Resolver<'_>, schema: &Node, requested: &Requested<'_>) -> Read {
    let media_type = requested.asked.header("content-type").unwrap_or_default();
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let mut boundaries = parameters.filter(|(name, _)| name.eq_ignore_ascii_case("boundary"));
    let Some((_, boundary)) = boundaries.next() else {
        return Err(vec![fault("body", "the form has no `boundary`".to_owned())]);
    };
    let text = String::from_utf8_lossy(&requested.asked.body);
    let delimiter = format!("--{}", boundary.trim_matches('"'));
    if !text.trim_end().ends_with(&format!("{delimiter}--")) {
        return Err(vec![fault("body", "the form does not end with its `boundary`".to_owned())]);
    }
    let names: Vec<&str> = text.split(&delimiter).skip(1).filter_map(part_name).collect();
    present(resolver, schema, &names)?;
    Ok(None)
}

/// Returns the name of a part by its `Content-Disposition` (RFC 7578, 4.2).
fn part_name(part: &str) -> Option<&str> {
    let head = part.split("\r\n\r\n").next()?;
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let (_, disposition) = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let parameters = disposition.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    parameters
        .map(|(name, value)| (name, value.trim_matches('"')))
        .find(|(name, _)| *name == "name")
        .map(|(_, value)| value)
}

/// Whether all required properties of a form are there.
fn present(resolver: Resolver<'_>, schema: &Node, names: &[&str]) -> Result<(), Vec<Fault>> {
    let shape = Shape::of(resolver, schema);
    let is_read_only = |name: &str| shape.named(name).is_some_and(|property| property.flag("readOnly"));
    let required = shape.schemas().flat_map(|schema| schema.items("required")).filter_map(Node::as_str);
    let missing = required.filter(|name| !names.contains(name) && !is_read_only(name));
    let faults: Vec<Fault> = missing
        .map(|name| Fault { kind: "body", at: format!("/{name}"), message: format!("the form has no `{name}`") })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
