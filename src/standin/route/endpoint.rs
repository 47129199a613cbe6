//! The operations of a document, each with all that its path item says about it.

use crate::schema::grammar::VERBS;
use crate::schema::{Resolver, located};
use crate::standin::requested::{Requested, decoded, pairs};
use crate::tree::{Node, Text};

/// An operation of a document.
#[derive(Clone)]
pub struct Endpoint {
    /// The index of the document.
    pub document: usize,
    /// The HTTP verb in capitals.
    pub verb: String,
    /// The path as the document spells it.
    pub path: Text,
    /// The operation, with the parameters of its path item.
    pub operation: Node,
    /// What the path demands of the query: names and decoded values. Some vendors tell operations apart by it.
    pub fixed: Vec<(String, String)>,
}

impl Endpoint {
    /// Returns the path without a query or fragment.
    pub fn sent_path(&self) -> &str {
        self.path.split(['?', '#']).next().unwrap_or(&self.path)
    }

    /// Whether the query, or a form in the body, has what the path demands.
    pub fn fits(&self, requested: &Requested<'_>) -> bool {
        let has = |(name, value): &(String, String)| {
            let mut sent = requested.query.iter().chain(&requested.form).filter(|(known, _)| known == name);
            sent.any(|(_, sent)| value.is_empty() || decoded(sent) == *value)
        };
        self.fixed.iter().all(has)
    }
}

/// Returns the operations of a document with their servers.
pub fn endpoints(document: usize, root: &Node) -> Vec<(Endpoint, Vec<Node>)> {
    let items = root.entries("paths").filter(|(path, _)| path.starts_with('/'));
    items.flat_map(|(path, item)| of_item(document, root, path, resolved(root, item))).collect()
}

/// Returns the path item that a reference leads to. What stands beside a reference is undefined, and left out.
fn resolved<'n>(root: &'n Node, item: &'n Node) -> &'n Node {
    let target = item.reference().and_then(|reference| located(root, reference));
    let last = target.and_then(|(_, target)| Resolver::new(root).resolve(target));
    last.unwrap_or(item)
}

fn of_item(document: usize, root: &Node, path: &Text, item: &Node) -> Vec<(Endpoint, Vec<Node>)> {
    let of_verb = |verb: &str| {
        let operation = item.get(verb).filter(|operation| operation.as_mapping().is_some())?;
        let servers = [operation, item, root].map(|holder| holder.items("servers"));
        let servers = servers.into_iter().find(|servers| !servers.is_empty()).unwrap_or_default();
        let endpoint = Endpoint {
            document,
            verb: verb.to_ascii_uppercase(),
            path: Text::clone(path),
            operation: with_parameters(root, item, operation),
            fixed: fixed(path),
        };
        Some((endpoint, servers.to_vec()))
    };
    VERBS.into_iter().filter_map(of_verb).collect()
}

/// Returns the pairs that a path demands. A fragment that is no pair only tells paths apart.
fn fixed(path: &str) -> Vec<(String, String)> {
    let behind = path.split_once(['?', '#']).map_or("", |(_, behind)| behind);
    let is_placeholder = |value: &str| value.starts_with('{') && value.ends_with('}');
    let demanded = pairs(behind).into_iter().filter(|_| behind.contains('=') || path.contains('?'));
    demanded.map(|(name, value)| (name, if is_placeholder(value) { String::new() } else { decoded(value) })).collect()
}

/// Returns an operation with the parameters of its path item that it does not declare itself.
fn with_parameters(root: &Node, item: &Node, operation: &Node) -> Node {
    let resolver = Resolver::new(root);
    let identity = |parameter: &Node| {
        let parameter = resolver.resolve(parameter)?;
        Some((parameter.text("name")?.to_owned(), parameter.text("in")?.to_owned()))
    };
    let own = operation.items("parameters");
    let is_own = |parameter: &&Node| own.iter().any(|known| identity(known) == identity(parameter));
    let inherited: Vec<Node> = item.items("parameters").iter().filter(|it| !is_own(it)).cloned().collect();
    if inherited.is_empty() {
        return operation.clone();
    }
    let all = inherited.into_iter().chain(own.iter().cloned()).collect();
    operation.with("parameters", Node::sequence(all, operation.mark))
}
