//! Stage 1: bytes to an OpenAPI 3.0 document.

#[cfg(test)]
mod embedded_tests;
mod openapi31;
mod overlay;
mod swagger2;
pub mod views;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::config;
use crate::error::Error;
use crate::finding::Finding;
use crate::place::Mark;
use crate::place::Place;
use crate::text::sha256;
use crate::tree::{Node, Value, yaml};

pub use openapi31::convert as lower_openapi31;
pub use overlay::{Overlaid, Overlays};
pub use swagger2::convert as openapi_of_swagger;

/// An API's document as it was read, and as the next stages see it.
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
}

/// The documents of a folder by the name of their service, in the order of the names.
///
/// # Errors
/// No document, and what [`list`] refuses.
pub fn documents(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let files = list(folder, "correct `source.dir` in provgen.yaml, or give a folder with --spec")?;
    if files.is_empty() {
        return Err(Error::input(
            "the folder has no document",
            Place::file(folder),
            "put one .yaml or .json file a service there",
        ));
    }
    Ok(files)
}

/// The YAML and JSON files of a folder by the name of their service, in the order of the names.
///
/// # Errors
/// No such folder (`help` says what to do then), two files for one service.
pub fn list(folder: &Path, help: &str) -> Result<Vec<(String, PathBuf)>, Error> {
    let failed = |error| Error::io("read", folder, error, help);
    let entries = fs::read_dir(folder).map_err(failed)?.map(|entry| Ok(entry.map_err(failed)?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<Result<_, Error>>()?;
    // The system gives them in any order, and the message below names the second of two.
    paths.sort();
    let mut files = BTreeMap::new();
    for path in paths {
        let Some(service) = service_of_file(&path) else { continue };
        if let Some(other) = files.insert(service.clone(), path.clone()) {
            let message = format!("this file and {} are both the service `{service}`", other.display());
            return Err(Error::input(message, Place::file(&path), "rename or remove one of the two"));
        }
    }
    Ok(files.into_iter().collect())
}

fn service_of_file(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?;
    let is_document = matches!(ending, "yaml" | "yml" | "json") && path.is_file();
    is_document.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
}

/// Reads the overlays of a provider.
///
/// # Errors
/// No such file, one that is too large, not an overlay.
pub fn overlays(paths: &[PathBuf], megabytes: u64) -> Result<Overlays, Error> {
    let mut overlays = Overlays::default();
    for path in paths {
        overlays.add(&read_configured(path, megabytes, "correct `source.overlays` in provgen.yaml")?, path)?;
    }
    Ok(overlays)
}

/// Reads an API's document: OpenAPI 3.0 or 3.1, or Swagger 2.0, as YAML or JSON.
///
/// # Errors
/// No such file, one that is too large, another SHA-256 than the one given, and what [`parse`] refuses.
pub fn load(path: &Path, named: &config::Source, overlays: &Overlays) -> Result<(Source, Vec<Finding>), Error> {
    let help = "correct `source.file` in provgen.yaml, or give a file with --spec";
    let bytes = read_configured(path, named.max_megabytes.unwrap_or(MAX_MEGABYTES), help)?;
    let hash = sha256(&bytes);
    if let Some(expected) = &named.sha256 {
        check_hash(&hash, expected, path)?;
    }
    understand(&bytes, hash, path, overlays)
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
    Ok((Source { path: path.to_owned(), sha256, tree, document, hits }, findings))
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

/// The largest input file, in megabytes of 10^6 bytes, where the configuration says nothing else.
pub const MAX_MEGABYTES: u64 = 64;

/// The bytes of an input file of at most so many megabytes.
///
/// # Errors
/// The file is larger, or cannot be read; `help` says what to do then.
pub fn read_file(path: &Path, megabytes: u64, help: &str) -> Result<Vec<u8>, Error> {
    read_within(path, megabytes, help, "split it, or leave out what is of no use")
}

/// The same of a file for which `provgen.yaml` can say how large it may be.
///
/// # Errors
/// As [`read_file`].
pub fn read_configured(path: &Path, megabytes: u64, help: &str) -> Result<Vec<u8>, Error> {
    read_within(path, megabytes, help, "raise `source.max_megabytes` in provgen.yaml if it has to be so large")
}

fn read_within(path: &Path, megabytes: u64, help: &str, too_large: &str) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::io("read", path, error, help);
    let refused = |found: u64| {
        let message = format!("the file has {found} MB, and {megabytes} MB is the most that is read");
        Error::input(message, Place::file(path), too_large)
    };
    let limit = megabytes.saturating_mul(1_000_000);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > limit {
        return Err(refused(length.div_ceil(1_000_000)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // What is no plain file says nothing of its length, and a file can grow.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        return Ok(bytes);
    }
    Err(refused(megabytes.saturating_add(1)))
}

fn check_hash(found: &str, expected: &str, path: &Path) -> Result<(), Error> {
    if is_hash(found, expected) {
        return Ok(());
    }
    let message =
        format!("the file is not the one that provgen.yaml names: its SHA-256 is {found}, expected was {expected}");
    Err(Error::input(message, Place::file(path), "bring the right file, or set `source.sha256` to the new value"))
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
            format!("provgen does not read OpenAPI {found} yet"),
            "use a document of OpenAPI 3.0 or 3.1, or Swagger 2.0",
        ),
        (None, Some(found)) if found == "2.0" || found == "2" => Ok(Dialect::Swagger2),
        (None, Some(found)) => refuse(
            "swagger",
            format!("provgen does not read Swagger {found}"),
            "use a document of OpenAPI 3.0 or 3.1, or Swagger 2.0",
        ),
        (None, None) => refuse(
            "",
            "this is no OpenAPI document: it says neither `openapi` nor `swagger`".to_owned(),
            "name the API's OpenAPI document",
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
        "the document has no paths, so that there is nothing to query",
        place,
        "name a document with operations under `paths`",
    ))
}
