//! Finds the thing that a path leads to, whether it is one or all of them, and whether the path ends in an action.

use std::collections::HashSet;

use crate::mapping::names::is_version;
use crate::normalise::Operation;

use super::operation_id::OperationId;
use super::words;

pub const PLACEHOLDER: &str = "{}";

/// Maximum number of segments that count. Real paths have a dozen.
const MAX_SEGMENTS: usize = 40;

/// Segments that announce an action.
const ANNOUNCING: &[&str] = &["actions", "lifecycle"];

/// Segments that read what stands before them, if nothing else tells them apart from a thing.
const READING: &[&str] = &["download", "export", "find", "get", "list", "lookup", "query", "read", "search"];

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
    /// The words of the action at the end; none if a placeholder stands for it.
    pub action: Option<String>,
    /// Whether the path leads to one item, by a placeholder.
    pub is_item: bool,
    pub is_of_the_caller: bool,
}

/// What the document does with paths besides acting on them.
pub struct Things {
    /// The keys of the paths that GET reads.
    read: HashSet<Vec<String>>,
    /// The keys of the paths that are changed or have items, so that they are things of their own.
    changed: HashSet<Vec<String>>,
}

impl Things {
    pub fn new(operations: &[Operation]) -> Self {
        let keys = || operations.iter().map(|op| (op.verb, key(&segments(&op.path))));
        let read = keys().filter(|(verb, _)| *verb == "get").map(|(_, key)| key).collect();
        let changed = keys().filter_map(|(verb, mut key)| match key.last() {
            Some(last) if last == PLACEHOLDER => key.pop().map(|_| key),
            _ => ["put", "patch", "delete"].contains(&verb).then_some(key),
        });
        Things { read, changed: changed.collect() }
    }

    /// Whether GET reads a path or its items.
    fn can_read(&self, segments: &[&str]) -> bool {
        let mut key = key(segments);
        self.read.contains(&key) || {
            key.push(PLACEHOLDER.to_owned());
            self.read.contains(&key)
        }
    }

    /// Whether a path is changed or has items.
    fn can_change(&self, segments: &[&str]) -> bool {
        self.changed.contains(&key(segments))
    }
}

/// Returns what the path of an operation leads to. `said` is what its operationId says.
pub fn target(path: &str, verb: &str, said: &OperationId, things: &Things) -> Target {
    let mut segments = segments(path);
    let mut target = Target::default();
    let rest = without_custom_method(path, &segments)
        .or_else(|| without_reading(&segments, verb, things))
        .or_else(|| without_said(&segments, verb, said, things));
    if let Some(rest) = rest {
        target.act(&segments);
        segments.truncate(rest);
    }
    while let Some(rest) =
        without_action(&segments, target.is_action).filter(|_| verb != "get" && !things.can_read(&segments))
    {
        target.act(&segments);
        segments.truncate(rest);
    }
    target.is_item = segments.last().is_some_and(|last| is_placeholder(last));
    drop_placeholders(&mut segments);
    target.is_of_the_caller = segments.len() > 1 && segments.last().is_some_and(|last| OF_THE_CALLER.contains(last));
    if target.is_of_the_caller {
        segments.pop();
        drop_placeholders(&mut segments);
    }
    target.key = key(&segments);
    target
}

impl Target {
    /// Notes that the last segment is an action, or belongs to the one behind it, as `lifecycle` does in
    /// `lifecycle/activate`.
    fn act(&mut self, segments: &[&str]) {
        if !self.is_action {
            let action = segments.last().filter(|last| !is_placeholder(last));
            self.action = action.map(|action| words::split(action).join("_"));
            self.is_action = true;
        }
    }
}

/// Returns the number of segments before a custom method such as `:cancel`, which is an action whatever its name.
fn without_custom_method(path: &str, segments: &[&str]) -> Option<usize> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (_, action) = path.rsplit('/').next().and_then(parts_of_custom_method)?;
    (segments.len() > 1 && !action.is_empty()).then(|| segments.len() - 1)
}

/// Returns the number of segments before a word that says how to read them, such as `/users/search`.
fn without_reading(segments: &[&str], verb: &str, things: &Things) -> Option<usize> {
    let (last, before) = segments.split_last()?;
    let is_alone = verb == "get" && !before.is_empty() && !things.can_change(segments);
    (is_alone && READING.contains(&last.to_lowercase().as_str())).then_some(before.len())
}

/// Returns the number of segments before one that is all that the operationId says to do: `/clusters/{id}/pin` for
/// `clusters_pin`.
fn without_said(segments: &[&str], verb: &str, said: &OperationId, things: &Things) -> Option<usize> {
    let (last, before) = segments.split_last()?;
    let is_thing = || things.can_read(segments) || things.can_change(segments);
    let is_candidate = verb != "get" && !before.is_empty() && said.intent.is_none() && !is_thing();
    let words = words::split(last);
    let is_candidate = is_candidate && words.last().is_some_and(|last| !words::is_plural(last));
    let is_said = said.thing.starts_with(&words) || said.thing.ends_with(&words);
    (is_candidate && is_said && said.thing.len() > words.len()).then_some(before.len())
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
    let (thing, action) = parts_of_custom_method(segment).unwrap_or((segment, ""));
    [thing, action].into_iter()
}

/// Splits `x:cancel`, but not a placeholder such as `{a:b}`.
fn parts_of_custom_method(segment: &str) -> Option<(&str, &str)> {
    segment.rsplit_once(':').filter(|(_, action)| !action.contains('}'))
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

    fn of(path: &str, verb: &str, id: &str, others: &[(&str, &str)]) -> (String, bool, bool) {
        let mut things = Things { read: HashSet::new(), changed: HashSet::new() };
        for (verb, path) in others {
            let keys = if *verb == "get" { &mut things.read } else { &mut things.changed };
            keys.insert(key(&segments(path)));
        }
        let target = target(path, verb, &OperationId::read(id, verb, path), &things);
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
            assert_eq!(of(path, "post", "", &[]), (key.to_owned(), is_action, is_item), "{path}");
        }
    }

    #[test]
    fn actions_keep_their_names() {
        let things = Things { read: HashSet::new(), changed: HashSet::new() };
        for (path, action) in [
            ("/users/{id}/lifecycle/activate", Some("activate")),
            ("/users/{id}/keys/bulk-delete", Some("bulk_delete")),
            ("/users/{id}/actions/{action}", None),
            ("/users/{id}", None),
        ] {
            let target = target(path, "post", &OperationId::default(), &things);
            assert_eq!(target.action.as_deref(), action, "{path}");
        }
    }

    /// A preview that can be read, replaced and deleted is a thing, whatever its name.
    #[test]
    fn what_can_be_read_is_no_action() {
        let preview = "/pages/preview";
        assert_eq!(of(preview, "put", "", &[]), ("pages".to_owned(), true, false));
        assert_eq!(of(preview, "put", "", &[("get", preview)]), ("pages/preview".to_owned(), false, false));
        assert_eq!(
            of("/orders/import", "post", "", &[("get", "/orders/import/{id}")]),
            ("orders/import".to_owned(), false, false)
        );
    }

    #[test]
    fn words_for_reading_are_no_things_unless_they_change() {
        assert_eq!(of("/pages/search", "get", "", &[]), ("pages".to_owned(), true, false));
        assert_eq!(of("/pages/{id}/export", "get", "", &[]), ("pages".to_owned(), true, true));
        assert_eq!(
            of("/pages/search", "get", "", &[("put", "/pages/search")]),
            ("pages/search".to_owned(), false, false)
        );
        assert_eq!(of("/search", "get", "", &[]), ("search".to_owned(), false, false));
    }

    #[test]
    fn what_an_operation_id_only_repeats_is_an_action() {
        assert_eq!(of("/clusters/{id}/pin", "post", "clusters_pin", &[]), ("clusters".to_owned(), true, true));
        assert_eq!(of("/tunnels/{id}/plan", "post", "planTunnel", &[]), ("tunnels".to_owned(), true, true));
        assert_eq!(of("/users/{id}/key", "post", "createKey", &[]), ("users/{}/key".to_owned(), false, false));
        assert!(!of("/clusters/{id}/pin", "post", "clusters_pin", &[("get", "/clusters/{id}/pin")]).1);
    }
}
