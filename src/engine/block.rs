//! The block of a method, a key at a time: what settings give and take (provider-format 2.5).

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
    parts.iter().fold(block, |block, part| with(&block, &part.path, &part.value))
}

/// An object that loses its last key goes as well.
fn with(block: &Node, path: &[Text], value: &Node) -> Node {
    let Some((key, rest)) = path.split_first() else { return value.clone() };
    let empty = Node::default();
    let child = with(block.get(key).unwrap_or(&empty), rest, value);
    let is_gone = child.is_null() || value.is_null() && child.as_mapping().is_some_and(|entries| entries.is_empty());
    if is_gone { block.without(key) } else { block.with(key, child) }
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
