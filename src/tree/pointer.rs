//! JSON pointers (RFC 6901) in `$ref` fragments and findings.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use percent_encoding::percent_decode_str;

use super::node::{Node, Value};
use crate::place::Mark;

/// Escapes `~` and `/` in one token of a pointer.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Returns the text of an escaped token.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

impl Node {
    /// The node that a JSON pointer without its leading `#` names (RFC 6901, section 4).
    pub fn at_pointer(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = unescape(token);
            node = match &node.value {
                Value::Mapping(entries) => entries.get(token.as_ref())?,
                Value::Sequence(items) => items.get(index(&token)?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// Returns the index that a token spells, which has no sign.
fn index(token: &str) -> Option<usize> {
    token.bytes().all(|byte| byte.is_ascii_digit()).then(|| token.parse().ok())?
}

/// The node that a fragment such as `#/paths/~1users` names. A fragment is part of a URI (RFC 3986),
/// so that `%7B` stands for `{`.
pub fn target<'a>(root: &'a Node, reference: &str) -> Option<&'a Node> {
    root.at_pointer(&percent_decoded(reference.strip_prefix('#')?))
}

/// Decodes percent-encoded text; text that would not be UTF-8 afterwards stays as it is.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    // Nearly every reference is plain, and a search for one byte is fast.
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// Builds a fragment pointer from its tokens: `#/paths/~1users/get`.
pub fn fragment<'a>(tokens: impl IntoIterator<Item = &'a str>) -> String {
    let mut pointer = String::from("#");
    for token in tokens {
        pointer.push('/');
        pointer.push_str(&escape(token));
    }
    pointer
}

/// Builds a reference from its tokens, which is part of a URI: a `%` in a name is encoded.
pub fn reference<'a>(tokens: impl IntoIterator<Item = &'a str>) -> String {
    fragment(tokens).replace('%', "%25")
}

/// Finds the pointers of the nodes at the given positions, in one walk. Of several nodes at a position the outermost
/// counts, but not the document as a whole.
pub fn find_all(root: &Node, marks: &BTreeSet<Mark>) -> HashMap<Mark, String> {
    let mut found = HashMap::new();
    seek(root, marks, &mut Vec::new(), &mut found);
    found
}

fn seek<'a>(node: &'a Node, marks: &BTreeSet<Mark>, tokens: &mut Vec<Cow<'a, str>>, found: &mut HashMap<Mark, String>) {
    if marks.contains(&node.mark) && !tokens.is_empty() {
        found.entry(node.mark).or_insert_with(|| fragment(tokens.iter().map(AsRef::as_ref)));
    }
    let mut descend = |token: Cow<'a, str>, child: &'a Node, end: Option<Mark>| {
        if is_near(child.mark, end, marks) {
            tokens.push(token);
            seek(child, marks, tokens, found);
            tokens.pop();
        }
    };
    match &node.value {
        Value::Mapping(entries) => {
            for (index, (key, child)) in entries.iter().enumerate() {
                let next = entries.get_index(index + 1).map(|(_, next)| next.mark);
                descend(Cow::Borrowed(key), child, next);
            }
        }
        Value::Sequence(items) => {
            for (index, child) in items.iter().enumerate() {
                descend(index.to_string().into(), child, items.get(index + 1).map(|next| next.mark));
            }
        }
        _ => {}
    }
}

/// Whether a position can be inside a node, which the next node ends. What an alias repeats has an earlier position,
/// and is found there.
fn is_near(start: Mark, end: Option<Mark>, marks: &BTreeSet<Mark>) -> bool {
    match end {
        Some(end) if start < end => marks.range(start..end).next().is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_not_percent_encoded_stays() {
        for (text, decoded) in [("%7bid%7D", "{id}"), ("a%C3%A9", "aé"), ("%zz%4%", "%zz%4%"), ("%41%ff", "%41%ff")] {
            assert_eq!(percent_decoded(text), decoded);
        }
    }
}
