//! JSON pointers (RFC 6901) as they stand in `$ref` fragments and in findings.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::node::{Mark, Node, Value};

/// One token of a pointer, with `~` and `/` escaped.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The text that an escaped token stands for.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

/// A fragment pointer from its tokens: `#/paths/~1users/get`.
pub fn fragment<'a>(tokens: impl IntoIterator<Item = &'a str>) -> String {
    let mut pointer = String::from("#");
    for token in tokens {
        pointer.push('/');
        pointer.push_str(&escape(token));
    }
    pointer
}

/// The pointers of the nodes that were read at the given places, found in one walk. Of several
/// nodes at a place the outermost counts.
pub fn find_all(root: &Node, marks: &BTreeSet<Mark>) -> HashMap<Mark, String> {
    let mut found = HashMap::new();
    if !marks.is_empty() {
        seek(root, marks, &mut Vec::new(), &mut found);
    }
    found
}

fn seek<'a>(node: &'a Node, marks: &BTreeSet<Mark>, tokens: &mut Vec<Cow<'a, str>>, found: &mut HashMap<Mark, String>) {
    if marks.contains(&node.mark) {
        found.entry(node.mark).or_insert_with(|| fragment(tokens.iter().map(AsRef::as_ref)));
    }
    let mut descend = |token: Cow<'a, str>, child: &'a Node| {
        tokens.push(token);
        seek(child, marks, tokens, found);
        tokens.pop();
    };
    match &node.value {
        Value::Mapping(entries) => entries.iter().for_each(|(key, child)| descend(Cow::Borrowed(key), child)),
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, child)| descend(index.to_string().into(), child))
        }
        _ => {}
    }
}
