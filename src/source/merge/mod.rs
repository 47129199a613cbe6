//! Unites the documents of an API that is split into several files.
//!
//! Components of one name and different content stay apart: those of later files get the name of their file as well.

mod component;
mod paths;
mod references;
mod renamed;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::error::Error;
use crate::place::FileId;
use crate::text::sha256;
use crate::tree::change::from_document;
use crate::tree::{Mapping, Node};

use super::Source;
use references::referring;
use renamed::Renamed;

/// Unites documents, in their order. What is said once for a document, such as its `info`, is that of the first.
///
/// # Errors
/// Two documents have different operations with the same path and HTTP verb.
pub fn merge(sources: Vec<Source>) -> Result<Option<Source>, Error> {
    let mut sources = sources.into_iter();
    let Some(first) = sources.next() else { return Ok(None) };
    let mut hashes = first.sha256.clone();
    let mut merged = first;
    for (index, other) in sources.enumerate() {
        hashes.push_str(&other.sha256);
        merged.document = united(&merged, &other, FileId::document(index + 1))?;
        merged.hits.iter_mut().zip(&other.hits).for_each(|(hit, also)| *hit |= also);
        merged.added.push((other.path, other.tree));
    }
    if !merged.added.is_empty() {
        merged.sha256 = sha256(hashes.as_bytes());
    }
    Ok(Some(merged))
}

/// Returns a document with what another one has.
fn united(merged: &Source, other: &Source, file: FileId) -> Result<Node, Error> {
    let (document, added) = (&merged.document, from_document(&other.document, file));
    let stem = other.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let renamed = Renamed::of(&added, document, stem);
    let added = paths::with_settings(&referring(&added, &renamed).unwrap_or(added), document);
    let paths = paths::united(document, &added, &other.path)?;
    let mut united = document.with("paths", paths);
    if let Some(components) = components(document, &added, &renamed) {
        united = united.with("components", components);
    }
    if added.get("tags").is_some() {
        united = united.with("tags", tags(document, &added));
    }
    let is_of_root = |key: &str| !matches!(key, "servers" | "security") && document.get(key).is_none();
    let rest = added.as_mapping().into_iter().flatten().filter(|(key, _)| is_of_root(key) && united.get(key).is_none());
    Ok(rest.fold(united.clone(), |united, (key, node)| united.with(key, node.clone())))
}

/// Returns the components of both documents.
fn components(document: &Node, added: &Node, renamed: &Renamed) -> Option<Node> {
    let sections = added.get("components")?;
    let mut all =
        document.get("components").cloned().unwrap_or_else(|| Node::mapping(Mapping::default(), sections.mark));
    for (section, entries) in sections.as_mapping()? {
        let mut own: Mapping = all.entries(section).map(|(name, node)| (name.clone(), node.clone())).collect();
        for (name, node) in entries.as_mapping().into_iter().flatten() {
            let name = renamed.new_name(section, name).map_or_else(|| name.clone(), Into::into);
            own.entry(name).or_insert_with(|| node.clone());
        }
        all = all.with(section, Node::mapping(own, entries.mark));
    }
    Some(all)
}

/// Returns the tags of both documents, each once.
fn tags(document: &Node, added: &Node) -> Node {
    let own = document.items("tags");
    let mut known: HashSet<Option<&str>> = own.iter().map(|tag| tag.text("name")).collect();
    let new = added.items("tags").iter().filter(|tag| known.insert(tag.text("name")));
    let all = own.iter().chain(new).cloned().collect();
    Node::sequence(all, added.get("tags").map(|tags| tags.mark).unwrap_or_default())
}
