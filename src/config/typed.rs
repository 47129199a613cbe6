//! Deserializes our own files, with a place and a hint for each mistake.

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;
use crate::text::closest;
use crate::tree::Node;
use crate::tree::pointer;

/// Deserializes a tree, in which merge keys are resolved and keys are unique. `help` says what the file may contain.
///
/// # Errors
/// A missing or unknown key, or a value of the wrong type.
pub fn deserialize<T: DeserializeOwned + JsonSchema>(tree: &Node, path: &Path, help: &str) -> Result<T, Error> {
    let mut track = serde_path_to_error::Track::new();
    let mut unknown = Vec::new();
    let value =
        yaml_serde::to_value(tree).map_err(|error| Error::input(bare_message(&error), place(tree, path, ""), help))?;
    let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
    let typed: Result<T, _> = serde_ignored::deserialize(tracked, |key| unknown.push(key.to_string()));
    let typed = typed.map_err(|error| {
        let pointer: String = track.path().iter().map(token).collect();
        Error::input(bare_message(&error), place(tree, path, &pointer), help)
    })?;
    match unknown.first() {
        Some(key) => Err(unknown_key(key, tree, path, &schemars::schema_for!(T).to_value(), help)),
        None => Ok(typed),
    }
}

fn token(segment: &serde_path_to_error::Segment) -> String {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", pointer::escape(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    }
}

/// Removes what the place already says, and names of structs, which users do not know.
fn bare_message(error: &yaml_serde::Error) -> String {
    let message = error.to_string();
    if let Some((before, _)) = message.split_once("expected struct ") {
        return format!("{before}expected an object");
    }
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let message = message.get(..end).unwrap_or(&message);
    match message.split_once(": ") {
        Some((path, rest)) if !path.contains(' ') => rest.to_owned(),
        _ => message.to_owned(),
    }
}

fn unknown_key(dotted: &str, tree: &Node, path: &Path, schema: &Json, help: &str) -> Error {
    // `serde_ignored` writes `?` for optional values in the path.
    let steps: Vec<&str> = dotted.split('.').filter(|step| *step != "?").collect();
    let pointer: String = steps.iter().map(|step| format!("/{}", pointer::escape(step))).collect();
    let (key, parents) = steps.split_last().map_or((dotted, [].as_slice()), |(key, parents)| (*key, parents));
    let help = match closest(key, &known_keys(parents, schema)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => help.to_owned(),
    };
    Error::input(format!("unknown key `{key}`"), place(tree, path, &pointer), help)
}

fn known_keys(parents: &[&str], root: &Json) -> Vec<String> {
    let mut at = root;
    for step in parents {
        let below = at
            .pointer(&format!("/properties/{step}"))
            .or_else(|| at.get("items"))
            .or_else(|| at.get("additionalProperties"));
        at = below.map_or(at, |schema| target(root, schema));
    }
    at.get("properties").and_then(Json::as_object).map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
}

/// Resolves the `$ref` of a schema, also as the first of several alternatives.
fn target<'a>(root: &'a Json, schema: &'a Json) -> &'a Json {
    let mut at = schema;
    // No schema of ours is nested deeper.
    for _ in 0..8 {
        let reference = at.get("$ref").and_then(Json::as_str).map(|reference| reference.trim_start_matches('#'));
        match at.pointer("/anyOf/0").or_else(|| root.pointer(reference?)) {
            Some(found) => at = found,
            None => return at,
        }
    }
    at
}

/// Returns the place of a key, or of the nearest one above it, for an error.
pub fn place(tree: &Node, path: &Path, pointer: &str) -> Place {
    Place { file: path.to_owned(), mark: nearest(tree, pointer), pointer: Some(format!("#{pointer}")) }
}

pub(super) fn nearest(tree: &Node, pointer: &str) -> Mark {
    let mut pointer = pointer;
    loop {
        match tree.at_pointer(pointer) {
            Some(node) => return node.mark,
            None => pointer = pointer.rsplit_once('/').map_or("", |(above, _)| above),
        }
    }
}
