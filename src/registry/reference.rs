//! Resolves references of methods to operations, and of verbs to methods, as the engine does.

use std::borrow::Cow;

use crate::schema::Resolver;
use crate::schema::grammar::VERBS;
use crate::tree::{Node, Text};

/// The operation of a method.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The path as `paths` has it.
    pub path: &'a Text,
    /// The HTTP verb in lower case.
    pub verb: &'static str,
    /// The path item.
    pub item: &'a Node,
    /// The operation.
    pub node: &'a Node,
}

/// Why a method has no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It names no operation.
    Missing,
    /// The reference has an invalid form.
    Malformed(String),
    /// The path does not exist.
    NoPath(String),
    /// The path has no such HTTP verb.
    NoVerb(String),
}

/// Returns the operation that a method refers to.
///
/// # Errors
/// The reason why there is none.
pub fn operation<'a>(tree: &'a Node, method: &'a Node) -> Result<Operation<'a>, Fault> {
    let (path, verb) = address(method)?;
    let paths = tree.get("paths").and_then(Node::as_mapping);
    let (path, item) = paths.and_then(|paths| paths.get_key_value(&*path)).ok_or_else(|| Fault::NoPath(path.into()))?;
    let item = Resolver::new(tree).resolve(item).unwrap_or(item);
    let known = VERBS.into_iter().chain(["connect"]).find(|known| known.eq_ignore_ascii_case(verb));
    let found = known.and_then(|verb| Some((verb, item.get(verb).filter(|node| node.as_mapping().is_some())?)));
    let (verb, node) = found.ok_or_else(|| Fault::NoVerb(verb.to_owned()))?;
    Ok(Operation { path, verb, item, node })
}

/// Returns path and verb. In the path the engine decodes only `~1`.
fn address(method: &Node) -> Result<(Cow<'_, str>, &str), Fault> {
    let target = method.get("operation").and_then(Node::reference).ok_or(Fault::Missing)?;
    let malformed = || Fault::Malformed(target.to_owned());
    // The older spelling has the path in a field of its own.
    if let Some(path) = method.get("path").and_then(Node::reference) {
        return Ok((path_of(path).ok_or_else(malformed)?, target));
    }
    let (path, verb) = target.rsplit_once('/').ok_or_else(malformed)?;
    Ok((path_of(path).ok_or_else(malformed)?, verb))
}

/// Returns the path that a reference names.
pub fn path_of(reference: &str) -> Option<Cow<'_, str>> {
    let path = reference.strip_prefix("#/paths/")?;
    Some(if path.contains("~1") { Cow::Owned(path.replace("~1", "/")) } else { Cow::Borrowed(path) })
}

/// Returns the method that an entry of a verb names: the engine reads only the last two steps of a reference.
pub fn listed_method(entry: &Node) -> Option<&str> {
    let (before, method) = entry.reference()?.rsplit_once('/')?;
    before.ends_with("/methods").then_some(method)
}
