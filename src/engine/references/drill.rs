//! Follows the steps of one reference, as the loader does.

use percent_encoding::percent_decode_str;

use crate::schema::grammar::{DOCUMENT_KIND, Kind, Object};
use crate::tree::{Node, Value, pointer};

use super::fault::Fault;
use super::order::child;

/// What a reference leads to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The node.
    pub node: &'a Node,
    /// What the loader reads it as.
    pub kind: Kind,
    /// Whether OpenAPI does not say what stands there. The loader reads such a value anew for each reference.
    pub is_raw: bool,
}

/// Returns the text of a `$ref` that the loader takes for one. It ignores an empty text, and values of other types.
pub fn reference(node: &Node) -> Option<&str> {
    node.reference().filter(|reference| !reference.is_empty())
}

/// Returns what a reference in the place of an object leads to. `value_of` knows the values of the references that have
/// been followed.
pub fn target<'a>(
    root: &'a Node,
    reference: &str,
    object: &'static Object,
    value_of: &dyn Fn(&'a Node) -> Option<Target<'a>>,
) -> Result<Target<'a>, Fault> {
    let mut target = Target { node: root, kind: DOCUMENT_KIND, is_raw: false };
    for token in decoded(reference)?.split('/').skip(1) {
        target = step(opened(target, value_of)?, &pointer::unescape(token))?;
    }
    as_object(target, object)
}

/// Returns the fragment without percent-encoding.
fn decoded(reference: &str) -> Result<String, Fault> {
    let fragment = reference.strip_prefix('#').ok_or(Fault::External)?;
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let mut escapes = fragment.split('%').skip(1).map(str::as_bytes);
    if escapes.any(|after| !is_hex(after.first()) || !is_hex(after.get(1))) {
        return Err(Fault::Escape);
    }
    let decoded = percent_decode_str(fragment).decode_utf8().map_err(|_| Fault::Missing)?;
    if decoded.starts_with('/') { Ok(decoded.into_owned()) } else { Err(Fault::Prefix("#/")) }
}

/// Returns the value behind a reference on the way.
fn opened<'a>(at: Target<'a>, value_of: &dyn Fn(&'a Node) -> Option<Target<'a>>) -> Result<Target<'a>, Fault> {
    match at.kind.object() {
        Some(object) if object.section.is_some() && reference(at.node).is_some() => {
            value_of(at.node).ok_or(Fault::Through)
        }
        Some(object) if object.name == "path item" && reference(at.node).is_some() => Err(Fault::Through),
        _ => Ok(at),
    }
}

fn step<'a>(at: Target<'a>, token: &str) -> Result<Target<'a>, Fault> {
    if at.kind.object().is_some_and(|object| object.name == "header") {
        return Err(Fault::Header);
    }
    let (node, kind) = match &at.node.value {
        Value::Sequence(items) => (index(token).and_then(|index| items.get(index)), at.kind.item()),
        Value::Mapping(entries) => (entries.get(token), child(at.kind, token)),
        _ => return Err(Fault::Missing),
    };
    let node = node.filter(|node| !node.is_null()).ok_or(Fault::Missing)?;
    Ok(Target { node, kind, is_raw: matches!(kind, Kind::Data) })
}

/// Returns the index that a token spells; a sign is refused, leading zeros are not.
fn index(token: &str) -> Option<usize> {
    token.bytes().all(|byte| byte.is_ascii_digit()).then(|| token.parse::<usize>().ok())?
}

fn as_object<'a>(target: Target<'a>, object: &'static Object) -> Result<Target<'a>, Fault> {
    let is_mapping = target.node.as_mapping().is_some();
    match target.kind.object() {
        None if target.is_raw && is_mapping => Ok(Target { kind: Kind::Object(object), ..target }),
        Some(found) if found.name == object.name && is_mapping => Ok(target),
        found => Err(Fault::Kind(found.map(|found| found.name).filter(|name| *name != object.name))),
    }
}
