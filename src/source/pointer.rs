//! JSON pointers (RFC 6901) as they stand in `$ref` fragments and in findings.

use std::borrow::Cow;

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
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
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

/// The pointer of the first node, in reading order, that was read at a place.
pub fn find(root: &Node, mark: Mark) -> Option<String> {
    let mut tokens = Vec::new();
    seek(root, mark, &mut tokens).then(|| fragment(tokens.iter().map(String::as_str)))
}

fn seek(node: &Node, mark: Mark, tokens: &mut Vec<String>) -> bool {
    let mut descend = |token: String, child: &Node| {
        tokens.push(token);
        let found = child.mark == mark || seek(child, mark, tokens);
        if !found {
            tokens.pop();
        }
        found
    };
    match &node.value {
        Value::Mapping(entries) => {
            entries.iter().any(|(key, child)| descend(key.to_string(), child))
        }
        Value::Sequence(items) => {
            items.iter().enumerate().any(|(index, child)| descend(index.to_string(), child))
        }
        _ => false,
    }
}
