//! A copy of a provider whose servers are reached without encryption, so that the stand-in can read what is sent.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::error::Error;
use crate::place::Mark;
use crate::tree::change::{Change, children};
use crate::tree::{Node, Value, yaml, yaml_writer};

/// How deep folders of a provider are: its versions, their services, and one more for services in parts.
const DEEPEST: usize = 4;

/// What to do if files cannot be copied.
const HELP: &str = "check the folder of the provider, and the folder for temporary files";

/// The scheme of encrypted connections, and what stands in its place.
const SCHEMES: (&str, &str) = ("https://", "http://");

/// The keys of objects and lists that hold addresses of APIs.
const PARENTS: [&str; 3] = ["servers", "x-stackQL-graphQL", "graphQL"];

/// A copy of a provider, which ends with its owner.
pub struct Documents {
    folder: TempDir,
}

impl Documents {
    /// Copies the provider with this name out of a folder with `src/`.
    pub fn copy(registry: &Path, provider: &str) -> Result<Self, Error> {
        let from = registry.join("src").join(provider);
        let folder = TempDir::new().map_err(|error| Error::io("create", &std::env::temp_dir(), error, HELP))?;
        copy(&from, &folder.path().join("src").join(provider), DEEPEST)?;
        Ok(Documents { folder })
    }

    /// Returns the folder with `src/`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Copies the documents in a folder. Links to folders are not followed: they could lead in a circle.
fn copy(from: &Path, to: &Path, depth: usize) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(|error| Error::io("create", to, error, HELP))?;
    for entry in fs::read_dir(from).map_err(|error| Error::io("read", from, error, HELP))? {
        let path = entry.map_err(|error| Error::io("read", from, error, HELP))?.path();
        let Some(target) = path.file_name().map(|name| to.join(name)) else { continue };
        if path.is_dir() {
            if depth > 0 && !path.is_symlink() {
                copy(&path, &target, depth - 1)?;
            }
        } else if path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json") {
            let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, error, HELP))?;
            fs::write(&target, without_encryption(bytes, &path))
                .map_err(|error| Error::io("write", &target, error, HELP))?;
        }
    }
    Ok(())
}

/// Returns a document with the addresses of its servers changed, and nothing else: how the engine reads it must not
/// depend on how it was copied. One that cannot be read stays as it is.
fn without_encryption(bytes: Vec<u8>, path: &Path) -> Vec<u8> {
    let Ok(tree) = yaml::read(&bytes, path) else { return bytes };
    let mut marks = BTreeSet::new();
    find("", &tree, &mut marks);
    if marks.is_empty() {
        return bytes;
    }
    let Ok(text) = yaml::decode(&bytes, path) else { return bytes };
    edited(text, &marks).unwrap_or_else(|| yaml_writer::document(&plain(&tree))).into_bytes()
}

/// Returns a document as the engine gets it: with servers that are reached without encryption.
pub fn plain(tree: &Node) -> Node {
    changed("", tree)
}

/// Whether an entry of an object is an address that the engine sends requests to. `parent` is the key of the object, or
/// of the list that it stands in.
fn is_address(parent: &str, key: &str, value: &Node) -> bool {
    let is_named = key == "token_url" || key == "url" && PARENTS.contains(&parent);
    is_named && value.as_str().is_some_and(|url| url.starts_with(SCHEMES.0))
}

/// Collects where the keys of addresses stand.
fn find(parent: &str, node: &Node, marks: &mut BTreeSet<Mark>) {
    match &node.value {
        Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            if is_address(parent, key, value) {
                marks.insert(value.mark);
            }
            find(key, value, marks);
        }),
        Value::Sequence(items) => items.iter().for_each(|item| find(parent, item, marks)),
        _ => {}
    }
}

/// Returns a text with the scheme changed behind the keys at these places, or nothing if it does not stand on the line
/// of one of them.
fn edited(text: &str, marks: &BTreeSet<Mark>) -> Option<String> {
    let mut marks = marks.iter().peekable();
    let mut result = String::with_capacity(text.len());
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let mut rest = line;
        while let Some(mark) = marks.next_if(|mark| mark.line() == number) {
            let column = usize::try_from(mark.column()).ok()?.checked_sub(1)?;
            let key = line.char_indices().nth(column)?.0;
            let behind = rest.get(key.checked_sub(line.len() - rest.len())?..)?;
            let (between, after) = behind.split_once(SCHEMES.0)?;
            let is_key = between.chars().all(|letter| letter.is_ascii_lowercase() || "_:\"' ".contains(letter));
            if !is_key {
                return None;
            }
            result.push_str(rest.strip_suffix(after)?.strip_suffix(SCHEMES.0)?);
            result.push_str(SCHEMES.1);
            rest = after;
        }
        result.push_str(rest);
    }
    marks.next().is_none().then_some(result)
}

/// Returns a tree with the addresses changed.
fn changed(parent: &str, node: &Node) -> Node {
    let is_list = node.as_sequence().is_some();
    let changed = children(node, |key, child| {
        let key = if is_list { parent } else { key };
        Change::Set(match child.as_str().filter(|_| is_address(parent, key, child)) {
            Some(url) => Node::string(url.replacen(SCHEMES.0, SCHEMES.1, 1), child.mark),
            None => changed(key, child),
        })
    });
    changed.unwrap_or_else(|| node.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        String::from_utf8(without_encryption(text.into(), Path::new("x.yaml"))).expect("text")
    }

    #[test]
    fn only_the_scheme_of_addresses_changes() {
        let text = "a: 1 # https://x\nservers:\n  - url: https://x.test/é\n  - {\"url\": \"https://y.test\"}\n\
            info: {url: https://z.test}\nb: {servers: [{description: é, 'url':  'https://v'}, {url: https://w}]}\n\
            auth:\n    token_url: https://t/https://\nx-stackQL-graphQL: {url: https://g}\n";
        let expected = "a: 1 # https://x\nservers:\n  - url: http://x.test/é\n  - {\"url\": \"http://y.test\"}\n\
            info: {url: https://z.test}\nb: {servers: [{description: é, 'url':  'http://v'}, {url: http://w}]}\n\
            auth:\n    token_url: http://t/https://\nx-stackQL-graphQL: {url: http://g}\n";
        assert_eq!(written(text), expected);
    }

    #[test]
    fn an_address_on_another_line_or_behind_an_alias_changes_too() {
        let text = "x: &u https://x.test\nservers:\n- url:\n    https://y.test\n- url: *u\n";
        assert_eq!(written(text), "x: https://x.test\nservers:\n  - url: http://y.test\n  - url: http://x.test\n");
    }

    #[test]
    fn what_cannot_be_read_or_has_no_such_address_stays_as_it_is() {
        for text in ["a: [", "servers: [{url: http://x}]\r\n# é", ""] {
            assert_eq!(written(text), text);
        }
    }
}
