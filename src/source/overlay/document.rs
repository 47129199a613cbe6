//! An overlay document (Overlay 1.0.0, chapter 4.4 Schema).

use std::path::Path;

use crate::error::Error;
use crate::place::{FileId, Mark, Place};
use crate::text::closest;
use crate::tree::change::in_file;
use crate::tree::pointer;
use crate::tree::{Node, Value};

use super::limits::Limit;
use super::target::Target;
use super::twin::{Changed, Twin};

const ROOT: [&str; 4] = ["overlay", "info", "extends", "actions"];
const INFO: [&str; 2] = ["title", "version"];
const ACTION: [&str; 4] = ["target", "description", "update", "remove"];

/// What an action is for; an extension that provgen wants of every action.
const REASON: &str = "x-reason";

/// An Action Object.
pub struct Action {
    /// The place of its target.
    pub at: Mark,
    /// What it changes.
    pub target: Target,
    /// Whether it says why.
    pub is_explained: bool,
    update: Option<Node>,
    remove: bool,
}

impl Action {
    /// The same with its places in a file.
    pub fn in_file(self, file: FileId) -> Self {
        Action { at: self.at.in_file(file), update: self.update.map(|update| in_file(&update, file)), ..self }
    }

    /// Whether it does anything at all.
    pub fn is_change(&self) -> bool {
        self.remove || self.update.is_some()
    }

    /// Changes a document. `remove: true` leaves `update` without effect.
    ///
    /// # Errors
    /// A limit that keeps a run from lasting forever.
    pub fn run(&self, twin: &mut Twin) -> Result<Changed, Limit> {
        let selection = twin.select(&self.target)?;
        match &self.update {
            _ if self.remove => Ok(twin.remove(&selection, self.target.text())),
            Some(update) => twin.update(&selection, self.target.text(), update),
            None => Ok(Changed { hit: !selection.is_empty(), misfit: None }),
        }
    }
}

/// The actions of an overlay, in order.
///
/// # Errors
/// Another version, unknown keys, wrong types, a target that is no JSONPath; with a place.
pub fn actions(tree: &Node, path: &Path) -> Result<Vec<Action>, Error> {
    let root = Part { node: tree, tokens: Vec::new(), path };
    root.is_object("an overlay")?;
    root.check_version()?;
    root.check_keys(&ROOT)?;
    root.text("extends")?;
    let info = root.required("info", "the title and version of the overlay")?;
    info.is_object("`info`")?;
    info.check_keys(&INFO)?;
    for key in INFO {
        info.required(key, "text")?;
        info.text(key)?;
    }
    let list = root.required("actions", "a list of actions")?;
    match list.node.as_sequence() {
        Some(items) if !items.is_empty() => {
            items.iter().enumerate().map(|(index, item)| action(&list.below(&index.to_string(), item))).collect()
        }
        Some(_) => Err(list.error("the overlay has no action", "write at least one, or remove the overlay")),
        None => Err(list.wrong("`actions`", "a list")),
    }
}

fn action(part: &Part<'_>) -> Result<Action, Error> {
    part.is_object("an action")?;
    part.check_keys(&ACTION)?;
    part.text("description")?;
    let reason = part.text(REASON)?;
    let target = part.required("target", "a JSONPath such as `$.paths['/items'].get`")?;
    let text = part.text("target")?.unwrap_or_default();
    let parsed = Target::parse(text).map_err(|wrong| target.error(&wrong.message, wrong.help))?;
    Ok(Action {
        at: target.node.mark,
        target: parsed,
        is_explained: reason.is_some_and(|reason| !reason.trim().is_empty()),
        update: part.node.get("update").cloned(),
        remove: part.flag("remove")?,
    })
}

/// A part of an overlay with the way to it.
struct Part<'a> {
    node: &'a Node,
    tokens: Vec<String>,
    path: &'a Path,
}

impl<'a> Part<'a> {
    fn below(&self, key: &str, node: &'a Node) -> Part<'a> {
        let tokens = self.tokens.iter().cloned().chain([key.to_owned()]).collect();
        Part { node, tokens, path: self.path }
    }

    fn child(&self, key: &str) -> Option<Part<'a>> {
        Some(self.below(key, self.node.get(key)?))
    }

    fn required(&self, key: &str, what: &str) -> Result<Part<'a>, Error> {
        let missing = || self.error(&format!("`{key}` is missing"), &format!("write `{key}`: {what}"));
        self.child(key).ok_or_else(missing)
    }

    fn is_object(&self, what: &str) -> Result<(), Error> {
        if self.node.as_mapping().is_some() { Ok(()) } else { Err(self.wrong(what, "an object")) }
    }

    fn text(&self, key: &str) -> Result<Option<&'a str>, Error> {
        let Some(child) = self.child(key) else { return Ok(None) };
        match child.node.as_str() {
            Some(text) => Ok(Some(text)),
            None => Err(child.wrong(&format!("`{key}`"), "text")),
        }
    }

    fn flag(&self, key: &str) -> Result<bool, Error> {
        let Some(child) = self.child(key) else { return Ok(false) };
        match child.node.value {
            Value::Bool(value) => Ok(value),
            _ => Err(child.wrong(&format!("`{key}`"), "true or false")),
        }
    }

    /// Patches of a version do not change what it can say.
    fn check_version(&self) -> Result<(), Error> {
        let help = "use the Overlay Specification 1.0, and write `overlay: 1.0.0`";
        let version = self.required("overlay", "1.0.0, the version of the Overlay Specification")?;
        let patch = self.text("overlay")?.and_then(|text| text.strip_prefix("1.0."));
        if patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())) {
            return Ok(());
        }
        Err(version.error("this version of the Overlay Specification is not supported", help))
    }

    fn check_keys(&self, known: &[&str]) -> Result<(), Error> {
        let keys = self.node.as_mapping().into_iter().flatten();
        let mut unknown = keys.filter(|(key, _)| !key.starts_with("x-") && !known.contains(&&***key));
        let Some((key, node)) = unknown.next() else { return Ok(()) };
        let known: Vec<String> = known.iter().map(|key| (*key).to_owned()).collect();
        let help = match closest(key, &known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("allowed keys are {}, and those that begin with x-", known.join(", ")),
        };
        Err(self.below(key, node).error(&format!("unknown key `{key}`"), &help))
    }

    fn wrong(&self, what: &str, expected: &str) -> Error {
        let message = format!("{what} is {}, expected {expected}", self.node.kind());
        let is_scalar = matches!(self.node.value, Value::Number(_) | Value::Bool(_));
        let help = match expected {
            "text" if is_scalar => "put it in quotes",
            "true or false" => "write true or false without quotes",
            _ => "see the Overlay Specification 1.0.0, chapter 4.4",
        };
        self.error(&message, help)
    }

    fn error(&self, message: &str, help: &str) -> Error {
        let pointer = pointer::fragment(self.tokens.iter().map(String::as_str));
        Error::input(message, Place { file: self.path.to_owned(), mark: self.node.mark, pointer: Some(pointer) }, help)
    }
}
