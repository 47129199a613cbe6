//! The paths of two documents.

use std::path::Path;

use crate::error::Error;
use crate::place::{FileId, Place};
use crate::schema::grammar::VERBS;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, pointer};

/// Returns a document whose paths say themselves what its root says and that of `document` does not: where requests go,
/// and what they have to prove.
pub fn with_settings(added: &Node, document: &Node) -> Node {
    let differs = |key: &str| added.get(key) != document.get(key);
    let servers = added.get("servers").filter(|_| differs("servers"));
    let none = Node::sequence(Vec::new(), added.mark);
    let security = differs("security").then(|| added.get("security").unwrap_or(&none));
    let with = |node: &Node, key: &str, value: Option<&Node>| match (value, node.get(key)) {
        (Some(value), None) => node.with(key, value.clone()),
        _ => node.clone(),
    };
    let item = |item: &Node| {
        let operations = children(item, |verb, operation| match is_operation(verb, operation) {
            true => Change::Set(with(operation, "security", security)),
            false => Change::Keep,
        });
        with(operations.as_ref().unwrap_or(item), "servers", servers)
    };
    let of_item = |_: &str, node: &Node| match node.as_mapping() {
        Some(_) => Change::Set(item(node)),
        None => Change::Keep,
    };
    let paths = added.get("paths").and_then(|paths| children(paths, of_item));
    paths.map_or_else(|| added.clone(), |paths| added.with("paths", paths))
}

fn is_operation(key: &str, node: &Node) -> bool {
    VERBS.contains(&key) && node.as_mapping().is_some()
}

/// Returns the paths of both documents.
///
/// # Errors
/// A path in both has different operations with one HTTP verb, or different settings.
pub fn united(document: &Node, added: &Node, file: &Path) -> Result<Node, Error> {
    let mut paths: Mapping = document.entries("paths").map(|(path, item)| (path.clone(), item.clone())).collect();
    for (path, item) in added.entries("paths") {
        let both = match paths.get(path) {
            Some(known) => both(known, item).map_err(|key| clash(path, &key, item, file))?,
            None => item.clone(),
        };
        paths.insert(path.clone(), both);
    }
    Ok(Node::mapping(paths, document.get("paths").map(|paths| paths.mark).unwrap_or_default()))
}

/// Returns a path item with the operations of both, or the key that differs.
fn both(known: &Node, item: &Node) -> Result<Node, String> {
    let keys = |node: &Node| -> Vec<String> {
        node.as_mapping().into_iter().flatten().map(|(key, _)| key.to_string()).collect()
    };
    let mut all = known.clone();
    for key in keys(item) {
        match (known.get(&key), item.get(&key)) {
            (Some(known), Some(new)) if known != new => return Err(key),
            (None, Some(new)) if VERBS.contains(&key.as_str()) => all = all.with(&key, new.clone()),
            (None, Some(_)) => return Err(key),
            _ => {}
        }
    }
    let has_settings = |key: &String| !VERBS.contains(&key.as_str()) && item.get(key).is_none();
    keys(known).into_iter().find(has_settings).map_or(Ok(all), Err)
}

fn clash(path: &str, key: &str, item: &Node, file: &Path) -> Error {
    let what = match VERBS.contains(&key) {
        true => format!("the operation `{} {path}`", key.to_uppercase()),
        false => format!("the path `{path}` with another `{key}`"),
    };
    let mark = item.get(key).map_or(item.mark, |node| node.mark).in_file(FileId::DOCUMENT);
    let pointer = Some(pointer::fragment(["paths", path]));
    let place = Place { file: file.to_owned(), mark, pointer };
    let message = format!("another document of the folder has {what} as well, and it is not the same");
    Error::input(message, place, "set `services.by` to `file`, or remove one of the two from its document")
}
