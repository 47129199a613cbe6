//! The block of a method, a key at a time: what settings give and take (provider-format 2.5).

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::tree::{Node, Text};

/// A key of a method's block, such as `request`, `nativeCasing`, with its value. Null takes the key away.
#[derive(Clone, Debug)]
pub struct Part {
    /// The keys that lead to it.
    pub path: Vec<Text>,
    /// Its value.
    pub value: Node,
}

impl Part {
    /// A part at a path.
    pub fn new(path: &[&str], value: Node) -> Self {
        Part { path: path.iter().map(|key| Text::from(*key)).collect(), value }
    }

    /// Whether it is at a path.
    pub fn is_at(&self, path: &[&str]) -> bool {
        self.path.iter().map(|key| &**key).eq(path.iter().copied())
    }

    /// Whether its path begins with these keys.
    pub fn is_below(&self, path: &[&str]) -> bool {
        self.path.len() >= path.len() && self.path.iter().zip(path).all(|(own, key)| **own == **key)
    }
}

/// Returns a block with parts given and taken, in their order.
pub fn with_parts(block: Node, parts: &[Part]) -> Node {
    with(block, parts.iter().map(|part| Step { rest: &part.path, value: &part.value }).collect())
}

/// What is left of the path of a part on the way to its place.
#[derive(Clone, Copy)]
struct Step<'a> {
    rest: &'a [Text],
    value: &'a Node,
}

/// Looks at each key once, however many parts are below it. An object that loses its last key goes as well.
fn with(block: Node, parts: Vec<Step<'_>>) -> Node {
    let whole = parts.iter().rposition(|part| part.rest.is_empty());
    let block = whole.and_then(|at| parts.get(at)).map_or(block, |part| part.value.clone());
    let mut below: IndexMap<&Text, Vec<Step<'_>>> = IndexMap::new();
    for part in parts.into_iter().skip(whole.map_or(0, |at| at + 1)) {
        if let Some((key, rest)) = part.rest.split_first() {
            below.entry(key).or_default().push(Step { rest, ..part });
        }
    }
    if below.is_empty() {
        return block;
    }
    let mut entries = block.as_mapping().cloned().unwrap_or_default();
    let mut gone: HashSet<&str> = HashSet::new();
    for (key, parts) in below {
        let takes = parts.last().is_some_and(|part| part.value.is_null());
        let child = with(entries.get(key).cloned().unwrap_or_default(), parts);
        let is_gone = child.is_null() || takes && child.as_mapping().is_some_and(|entries| entries.is_empty());
        match is_gone {
            true => drop(gone.insert(key)),
            false => drop(entries.insert(Text::clone(key), child)),
        }
    }
    // All at once: each removal would move the keys behind it.
    entries.retain(|key, _| !gone.contains(&**key));
    if entries.is_empty() && block.as_mapping().is_none() { block } else { Node::mapping(entries, block.mark) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{yaml, yaml_writer};
    use std::path::Path;

    fn node(text: &str) -> Node {
        yaml::read(text.as_bytes(), Path::new("x")).unwrap_or_default()
    }

    fn changed(block: &str, path: &[&str], value: &str) -> String {
        yaml_writer::document(&with_parts(node(block), &[Part::new(path, node(value))]))
    }

    #[test]
    fn keys_are_given_and_taken() {
        let block = "request: {mediaType: a}\nresponse: {objectKey: b, mediaType: c}\n";
        assert_eq!(changed("a: 1", &["b", "c"], "2"), "a: 1\nb:\n  c: 2\n");
        assert_eq!(changed(block, &["request", "mediaType"], "~"), "response:\n  objectKey: b\n  mediaType: c\n");
        assert_eq!(changed(block, &["response", "none"], "~"), yaml_writer::document(&node(block)));
        assert_eq!(changed(block, &["request"], "~"), "response:\n  objectKey: b\n  mediaType: c\n");
        assert_eq!(changed("a: 1", &["b", "c"], "~"), "a: 1\n");
        assert_eq!(changed("a: 1", &["b"], "{}"), "a: 1\nb: {}\n");
    }
}
