//! Stage 1: the files of a provider to an OpenAPI 3.0 document.

#[cfg(test)]
mod embedded_tests;
mod file;
mod inputs;
mod merge;
mod openapi31;
mod overlay;
pub mod schemas;
mod swagger2;
pub mod views;

use std::path::{Path, PathBuf};

use crate::engine::RESOURCES;
use crate::error::Error;
use crate::finding::Finding;
use crate::place::Mark;
use crate::place::Place;
use crate::text::sha256;
use crate::tree::{Node, Value, yaml};

pub use file::{InputFile, MAX_MEGABYTES, read_configured, read_file};
pub use inputs::{Documents, Inputs, Job, Purpose, ServiceFile, listed, read, read_config};
pub use merge::merge;
pub use overlay::{Overlaid, Overlays};

/// An API's document as it was read, and as the next stages see it.
#[derive(Clone)]
pub struct Source {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The tree as it was read: findings point into it.
    pub tree: Node,
    /// The document with its overlays, in OpenAPI 3.0.
    pub document: Node,
    /// For each action of each overlay, in order, whether its target selects a node.
    pub hits: Vec<bool>,
    /// The files and trees of documents that were added to it.
    pub added: Vec<(PathBuf, Node)>,
}

/// Understands the overlays of a provider.
///
/// # Errors
/// What [`Overlays::add`] refuses.
pub fn overlays(files: &[InputFile]) -> Result<Overlays, Error> {
    let mut overlays = Overlays::default();
    for file in files {
        overlays.add(&file.bytes, &file.path)?;
    }
    Ok(overlays)
}

/// Understands an API's document, OpenAPI 3.0 or 3.1 or Swagger 2.0 as YAML or JSON, whose SHA-256 may be pinned.
///
/// # Errors
/// Another SHA-256 than the pinned one, and what [`parse`] refuses.
pub fn parse_pinned(file: &InputFile, pin: Option<&str>, overlays: &Overlays) -> Result<(Source, Vec<Finding>), Error> {
    let hash = sha256(&file.bytes);
    if let Some(expected) = pin {
        check_hash(&hash, expected, &file.path)?;
    }
    understand(&file.bytes, hash, &file.path, overlays)
}

/// Reads the document of a service of a published provider as the engine does, whatever OpenAPI it is, and without what
/// is made again: its resources and its root configuration.
///
/// # Errors
/// Invalid YAML, overlays that come to no end.
pub fn parse_published(file: &InputFile, overlays: &Overlays) -> Result<(Source, Vec<Finding>), Error> {
    let (tree, _) = yaml::read_as_engine(&file.bytes, &file.path)?;
    let (Overlaid { document, hits }, findings) = overlays.apply(&without_blocks(&tree))?;
    Ok((
        Source { path: file.path.clone(), sha256: sha256(&file.bytes), tree, document, hits, added: Vec::new() },
        findings,
    ))
}

/// Returns the document of a service without what StackQL adds to the API's document.
fn without_blocks(tree: &Node) -> Node {
    let rest = tree.without("x-stackQL-config");
    match rest.get("components") {
        Some(components) => rest.with("components", components.without(RESOURCES)),
        None => rest,
    }
}

/// Understands the bytes of an API's document; `path` is only for messages.
///
/// # Errors
/// No YAML, not OpenAPI, a version that provgen does not read, no paths, overlays that come to no end.
pub fn parse(bytes: &[u8], path: &Path, overlays: &Overlays) -> Result<(Source, Vec<Finding>), Error> {
    understand(bytes, sha256(bytes), path, overlays)
}

fn understand(bytes: &[u8], sha256: String, path: &Path, overlays: &Overlays) -> Result<(Source, Vec<Finding>), Error> {
    let tree = yaml::read(bytes, path)?;
    let (Overlaid { document, hits }, mut findings) = overlays.apply(&tree)?;
    let (document, mut found) = lowered(document, path).map_err(|error| overlays.placed(error))?;
    findings.append(&mut found);
    Ok((Source { path: path.to_owned(), sha256, tree, document, hits, added: Vec::new() }, findings))
}

/// The tree of an API's document that is not yet used: as far as to see what it is, for overlays may mend the rest.
///
/// # Errors
/// No YAML, not OpenAPI, a version that provgen does not read.
pub fn recognise(bytes: &[u8], path: &Path) -> Result<Node, Error> {
    let tree = yaml::read(bytes, path)?;
    dialect(&tree, path)?;
    Ok(tree)
}

fn lowered(document: Node, path: &Path) -> Result<(Node, Vec<Finding>), Error> {
    let (document, findings) = match dialect(&document, path)? {
        Dialect::Swagger2 => swagger2::convert(&document),
        Dialect::OpenApi30 => (document, Vec::new()),
        Dialect::OpenApi31 => openapi31::convert(&document),
    };
    check_paths(&document, path)?;
    Ok((document, findings))
}

fn check_hash(found: &str, expected: &str, path: &Path) -> Result<(), Error> {
    if is_hash(found, expected) {
        return Ok(());
    }
    let message = format!("the file is not the pinned one: its SHA-256 is {found}, expected {expected}");
    Err(Error::input(
        message,
        Place::file(path),
        "restore the pinned file, or set `source.sha256` in provgen.yaml to the new value",
    ))
}

/// Whether a SHA-256 is the one that a configuration names, in whichever case.
pub fn is_hash(found: &str, named: &str) -> bool {
    found.eq_ignore_ascii_case(named.trim())
}

enum Dialect {
    Swagger2,
    OpenApi30,
    OpenApi31,
}

fn dialect(tree: &Node, path: &Path) -> Result<Dialect, Error> {
    let refuse = |key: &str, message: String, help: &str| {
        let mark = tree.get(key).map_or(Mark::default(), |node| node.mark);
        let pointer = tree.get(key).map(|_| format!("#/{key}"));
        Err(Error::input(message, Place { file: path.to_owned(), mark, pointer }, help))
    };
    match (version(tree, "openapi"), version(tree, "swagger")) {
        (Some(found), _) if found == "3.0" || found.starts_with("3.0.") => Ok(Dialect::OpenApi30),
        (Some(found), _) if found == "3.1" || found.starts_with("3.1.") => Ok(Dialect::OpenApi31),
        (Some(found), _) => refuse(
            "openapi",
            format!("OpenAPI {found} is not supported"),
            "use an OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0 document",
        ),
        (None, Some(found)) if found == "2.0" || found == "2" => Ok(Dialect::Swagger2),
        (None, Some(found)) => refuse(
            "swagger",
            format!("Swagger {found} is not supported"),
            "use an OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0 document",
        ),
        (None, None) => refuse(
            "",
            "this is not an OpenAPI document: it has neither `openapi` nor `swagger`".to_owned(),
            "give the API's OpenAPI document",
        ),
    }
}

/// `3.0` without quotes is a number, and common.
fn version(tree: &Node, key: &str) -> Option<String> {
    match &tree.get(key)?.value {
        Value::String(text) | Value::Number(text) => Some(text.to_string()),
        _ => None,
    }
}

fn check_paths(document: &Node, path: &Path) -> Result<(), Error> {
    if document.entries("paths").next().is_some() {
        return Ok(());
    }
    let mark = document.get("paths").map_or(Mark::default(), |node| node.mark);
    let place = Place { file: path.to_owned(), mark, pointer: Some("#/paths".to_owned()) };
    Err(Error::input(
        "the document has no paths, so there is nothing to query",
        place,
        "use a document with operations under `paths`",
    ))
}
