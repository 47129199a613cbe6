//! The part of a provider that a statement needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::predict::Documents;
use crate::tree::change::{Change, children};
use crate::tree::{Node, Text};

/// Returns documents with only the services and resources that a statement names, the operations of these resources,
/// and the components that they reach.
///
/// The engine may do something else with them if what it did was caused by another part: run the statement on them
/// before a case is made of them.
pub fn smaller(documents: &Documents, sql: &str) -> Documents {
    let is_named = |name: &str| has_name(sql, name);
    let services: BTreeMap<String, Node> = documents
        .services
        .iter()
        .filter(|(key, _)| is_named(key))
        .map(|(key, tree)| (key.clone(), service(tree, &is_named)))
        .collect();
    if services.is_empty() {
        return documents.clone();
    }
    let provider = kept(&documents.provider, &["providerServices"], &|key| services.contains_key(key));
    Documents { provider, services }
}

/// Whether a statement has a name, between dots and quotes and the like.
fn has_name(sql: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    sql.match_indices(name).any(|(start, _)| {
        let before = sql.get(..start).and_then(|text| text.chars().next_back());
        let after = sql.get(start + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Returns a service with the resources that are named and what they reach; as it is if it has none of them.
fn service(tree: &Node, is_named: &dyn Fn(&str) -> bool) -> Node {
    let resources = ["components", "x-stackQL-resources"];
    let has_any =
        tree.get("components").is_some_and(|it| it.entries("x-stackQL-resources").any(|(key, _)| is_named(key)));
    if !has_any {
        return tree.clone();
    }
    let tree = kept(tree, &resources, is_named);
    let reached = reached(&tree);
    let is_reached = |kind: &str, name: &str| reached.contains(&[kind.to_owned(), name.to_owned()]);
    let tree = kept(&tree, &["paths"], &|path| is_reached("paths", path));
    let Some(components) = tree.get("components") else { return tree };
    let smaller = children(components, |kind, node| match kind {
        kind if kind.starts_with("x-") => Change::Keep,
        kind => Change::Set(kept(node, &[], &|name| is_reached(kind, name))),
    });
    match smaller {
        Some(components) => tree.with("components", components),
        None => tree,
    }
}

/// Returns a tree that keeps only such entries of the object at a path.
fn kept(node: &Node, path: &[&str], is_kept: &dyn Fn(&str) -> bool) -> Node {
    let changed = match path.split_first() {
        None => children(node, |key, _| if is_kept(key) { Change::Keep } else { Change::Drop }),
        Some((first, rest)) => children(node, |key, child| match key == *first {
            true => Change::Set(kept(child, rest, is_kept)),
            false => Change::Keep,
        }),
    };
    changed.unwrap_or_else(|| node.clone())
}

/// Returns the kinds and names of paths and components that the resources of a service reach.
fn reached(tree: &Node) -> BTreeSet<[String; 2]> {
    let mut reached = BTreeSet::new();
    let mut waiting = references(tree.get("components").and_then(|it| it.get("x-stackQL-resources")));
    while let Some(reference) = waiting.pop() {
        let Some((place, pointer)) = place(&reference) else { continue };
        if reached.insert(place) {
            waiting.extend(references(crate::tree::pointer::target(tree, &pointer)));
        }
    }
    reached
}

/// Returns what a reference leads to as kind and name, and the pointer to the whole of it.
fn place(reference: &str) -> Option<([String; 2], String)> {
    let tokens: Vec<&str> = reference.strip_prefix("#/")?.split('/').collect();
    let (kind, name, length) = match tokens.as_slice() {
        ["paths", name, ..] => ("paths", name, 2),
        ["components", kind, name, ..] if !kind.starts_with("x-") => (*kind, name, 3),
        _ => return None,
    };
    let name = crate::tree::pointer::percent_decoded(name);
    let name = crate::tree::pointer::unescape(&name).into_owned();
    Some(([kind.to_owned(), name], format!("#/{}", tokens.get(..length)?.join("/"))))
}

/// Returns the references in a tree.
fn references(node: Option<&Node>) -> Vec<Text> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Node> = node.into_iter().collect();
    while let Some(node) = waiting.pop() {
        found.extend(node.reference().map(Text::from));
        waiting.extend(node.as_mapping().into_iter().flat_map(|entries| entries.values()));
        waiting.extend(node.as_sequence().into_iter().flatten());
    }
    found
}
