//! Finds the thing that a path leads to, whether it is one or all of them, and whether the path ends in an action.

use std::collections::HashSet;

use crate::mapping::names::is_version;
use crate::normalise::Operation;

use super::words;

pub const PLACEHOLDER: &str = "{}";

/// Maximum number of segments that count. Real paths have a dozen.
const MAX_SEGMENTS: usize = 40;

/// Segments that announce an action.
const ANNOUNCING: &[&str] = &["actions", "lifecycle"];

/// Placeholders that stand for an action.
const ACTION_PLACEHOLDERS: &[&str] = &["{action}", "{command}", "{lifecycle}", "{operation}"];

/// Segments that stand for the caller's own item.
const OF_THE_CALLER: &[&str] = &["current", "me", "self"];

/// The thing that a path leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The segments that name the thing, with placeholders as `{}` and none at the end.
    pub key: Vec<String>,
    pub is_action: bool,
    /// Whether the path leads to one item, by a placeholder.
    pub is_item: bool,
    pub is_of_the_caller: bool,
}

/// The keys of the paths that GET reads.
pub struct Readable(HashSet<Vec<String>>);

impl Readable {
    pub fn new(operations: &[Operation]) -> Self {
        Readable(operations.iter().filter(|op| op.verb == "get").map(|op| key(&segments(&op.path))).collect())
    }

    /// Whether GET reads a path or its items.
    fn has(&self, segments: &[&str]) -> bool {
        let mut key = key(segments);
        self.0.contains(&key) || {
            key.push(PLACEHOLDER.to_owned());
            self.0.contains(&key)
        }
    }
}

/// Returns what the path of an operation leads to.
pub fn target(path: &str, verb: &str, readable: &Readable) -> Target {
    let mut segments = segments(path);
    let mut is_action = false;
    while let Some(rest) = without_action(&segments, is_action).filter(|_| verb != "get" && !readable.has(&segments)) {
        segments.truncate(rest);
        is_action = true;
    }
    let is_item = segments.last().is_some_and(|last| is_placeholder(last));
    drop_placeholders(&mut segments);
    let is_of_the_caller = segments.len() > 1 && segments.last().is_some_and(|last| OF_THE_CALLER.contains(last));
    if is_of_the_caller {
        segments.pop();
        drop_placeholders(&mut segments);
    }
    Target { key: key(&segments), is_action, is_item, is_of_the_caller }
}

/// Returns the number of segments before an action at the end, if there is one.
fn without_action(segments: &[&str], is_action: bool) -> Option<usize> {
    let (last, before) = segments.split_last()?;
    let rest = before.len();
    if rest == 0 {
        return None;
    }
    let announcement = before.last().is_some_and(|segment| ANNOUNCING.contains(segment));
    if is_placeholder(last) {
        let is_named_so = ACTION_PLACEHOLDERS.contains(last);
        return (is_named_so || (announcement && rest > 1)).then_some(rest);
    }
    let is_announcement = is_action && ANNOUNCING.contains(last);
    (is_announcement || announcement || words::is_action(last)).then_some(rest)
}

fn drop_placeholders(segments: &mut Vec<&str>) {
    while segments.last().is_some_and(|last| is_placeholder(last)) {
        segments.pop();
    }
}

/// Returns the segments of a path without `api`, versions and file extensions. `x:cancel` is two segments, as in
/// Google's custom methods.
pub fn segments(path: &str) -> Vec<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let says_nothing = |segment: &str| segment == "api" || is_version(segment) || segment == "{apiVersion}";
    let segments = path.split('/').flat_map(custom_method).filter(|s| !s.is_empty() && !says_nothing(s));
    segments.map(without_ending).take(MAX_SEGMENTS).collect()
}

fn custom_method(segment: &str) -> impl Iterator<Item = &str> {
    let (thing, action) = match segment.rsplit_once(':') {
        Some((thing, action)) if !action.contains('}') => (thing, action),
        _ => (segment, ""),
    };
    [thing, action].into_iter()
}

fn without_ending(segment: &str) -> &str {
    let ending = |end| segment.strip_suffix(end).filter(|stem| !stem.is_empty());
    ending(".json").or_else(|| ending(".xml")).unwrap_or(segment)
}

pub fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{')
}

fn key(segments: &[&str]) -> Vec<String> {
    segments.iter().map(|s| if is_placeholder(s) { PLACEHOLDER } else { s }.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, verb: &str, read: &[&str]) -> (String, bool, bool) {
        let readable = Readable(read.iter().map(|path| key(&segments(path))).collect());
        let target = target(path, verb, &readable);
        (target.key.join("/"), target.is_action, target.is_item)
    }

    #[test]
    fn paths_lead_to_things() {
        let cases = [
            ("/api/v1/users", ("users", false, false)),
            ("/{apiVersion}/users/{id}.json", ("users", false, true)),
            ("/users/{id}/lifecycle/activate", ("users", true, true)),
            ("/users/{id}/actions/{action}", ("users", true, true)),
            ("/features/{id}/{lifecycle}", ("features", true, true)),
            ("/groups/{a}/{b}/users/{c}", ("groups/{}/{}/users", false, true)),
            ("/tokens/current", ("tokens", false, false)),
            ("/v2/instances/{id}:cancel", ("instances", true, true)),
            ("/users/{id}/keys/bulk-delete", ("users/{}/keys", true, false)),
            ("/", ("", false, false)),
            ("/activate", ("activate", false, false)),
        ];
        for (path, (key, is_action, is_item)) in cases {
            assert_eq!(of(path, "post", &[]), (key.to_owned(), is_action, is_item), "{path}");
        }
    }

    /// A preview that can be read, replaced and deleted is a thing, whatever its name.
    #[test]
    fn what_can_be_read_is_no_action() {
        assert_eq!(of("/pages/preview", "put", &[]), ("pages".to_owned(), true, false));
        assert_eq!(of("/pages/preview", "put", &["/pages/preview"]), ("pages/preview".to_owned(), false, false));
        assert_eq!(of("/orders/import", "post", &["/orders/import/{id}"]), ("orders/import".to_owned(), false, false));
        assert_eq!(of("/pages/search", "get", &[]), ("pages/search".to_owned(), false, false));
    }
}
