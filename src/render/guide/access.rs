//! The section on access: OAuth scopes, lifecycle marks, links to the vendor's documentation.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use minijinja::{Value as View, context};

use crate::model::{Method, Service};
use crate::sql::SqlVerb;
use crate::text::escape::{address, code, prose};
use crate::tree::Node;

use super::lifecycle::marks;
use super::page::Page;
use super::prose::{plain_sentence, short};
use super::section::{Block, Section};

/// Shown for operations that need no authentication.
const NO_CREDENTIALS: &str = "no credentials";

/// The section; `None` if nothing is known.
pub fn section(page: &Page<'_>) -> Option<Section> {
    let mut groups: IndexMap<[String; 4], Vec<String>> = IndexMap::new();
    for method in page.methods_by_verb() {
        let purpose = if method.verb == SqlVerb::Select { "Read" } else { "Write" };
        let (scopes, others) = schemes(page.service, method);
        let key = [purpose.to_owned(), scopes, others, lifecycle(method)];
        groups.entry(key).or_default().push(code(&method.name));
    }
    let links = documentation(page);
    let knows_something = |key: &[String; 4]| key.iter().skip(1).any(|cell| !cell.is_empty());
    if links.is_empty() && !groups.keys().any(knows_something) {
        return None;
    }
    let has_others = groups.keys().any(|[_, _, others, _]| !others.is_empty());
    let row = |([purpose, scopes, others, lifecycle], methods): (&[String; 4], &Vec<String>)| {
        context! { purpose, scopes, others, lifecycle, methods => methods.join(", ") }
    };
    let rows: Vec<View> =
        if groups.keys().any(knows_something) { groups.iter().map(row).collect() } else { Vec::new() };
    let block = Block::new(context! { links, has_others }, rows);
    Some(Section::new("access", "Access", "access.md.j2", vec![block]))
}

/// The OAuth scopes of a method, and other security schemes.
fn schemes(service: &Service, method: &Method) -> (String, String) {
    let requirements = match method.operation.get("security") {
        Some(own) => own.as_sequence().unwrap_or_default(),
        None => service.api.root.items("security"),
    };
    let (mut scopes, mut others) = (Vec::new(), Vec::new());
    for requirement in requirements.iter().filter_map(Node::as_mapping) {
        let named: Vec<String> = requirement
            .values()
            .flat_map(|scopes| scopes.as_sequence().unwrap_or_default())
            .filter_map(scope)
            .collect();
        let names: Vec<String> = requirement.keys().map(|name| scheme(service, name)).collect();
        let (list, text) = match (named.is_empty(), names.is_empty()) {
            (false, _) => (&mut scopes, named.join(" and ")),
            (true, false) => (&mut others, names.join(" and ")),
            (true, true) => (&mut others, NO_CREDENTIALS.to_owned()),
        };
        if !list.contains(&text) {
            list.push(text);
        }
    }
    if requirements.is_empty() && method.operation.get("security").is_some() {
        others.push(NO_CREDENTIALS.to_owned());
    }
    (scopes.join(" or "), others.join(" or "))
}

fn scope(node: &Node) -> Option<String> {
    node.as_str().map(|name| code(&short(name)))
}

/// Describes a security scheme.
fn scheme(service: &Service, name: &str) -> String {
    let scheme = service.api.components.get("securitySchemes").and_then(|schemes| schemes.get(name));
    let text = |key| scheme.and_then(|scheme| scheme.text(key)).unwrap_or_default();
    match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
        ("apiKey", _) => format!("API key in {} {}", prose(&short(text("in"))), code(&short(text("name")))),
        ("http", "basic") => "user name and password".to_owned(),
        ("http", "bearer") => "bearer token".to_owned(),
        ("oauth2", _) => "OAuth 2.0".to_owned(),
        ("openIdConnect", _) => "OpenID Connect".to_owned(),
        _ => code(&short(name)),
    }
}

/// The lifecycle marks of an operation and its path.
fn lifecycle(method: &Method) -> String {
    let mut found: Vec<String> = Vec::new();
    for mark in marks(&method.operation).into_iter().chain(marks(&method.path_item)) {
        if !found.contains(&mark) {
            found.push(mark);
        }
    }
    if method.operation.flag("deprecated") {
        found.insert(0, "**deprecated**".to_owned());
    }
    found.join(", ")
}

/// Links to the vendor's documentation: of operations and tags, or else of the document.
fn documentation(page: &Page<'_>) -> Vec<View> {
    let root = &page.service.api.root;
    let tags: BTreeSet<&str> = page
        .resource
        .methods
        .iter()
        .flat_map(|method| method.operation.items("tags").iter().filter_map(Node::as_str))
        .collect();
    let entries = root.items("tags").iter().filter(|entry| entry.text("name").is_some_and(|name| tags.contains(name)));
    let operations = page.resource.methods.iter().map(|method| &method.operation);
    let mut links: IndexMap<String, String> = IndexMap::new();
    for node in operations.chain(entries) {
        links.extend(link(node));
    }
    links.into_iter().map(|(target, words)| context! { target, words }).collect()
}

/// Name and target of a node's `externalDocs`.
pub fn link(node: &Node) -> Option<(String, String)> {
    let docs = node.get("externalDocs")?;
    let target = address(docs.text("url")?.trim())?;
    let words = docs.text("description").map(plain_sentence).filter(|words| !words.is_empty());
    Some((target, words.map_or_else(|| "The vendor's page".to_owned(), |words| prose(&words))))
}
