//! Writes additions as overlays: one file a kind, one action a place.

use crate::place::Mark;
use crate::render::{object, text};
use crate::tree::{Node, Text, yaml_writer};

use super::super::drafted::File;
use super::patch::{Kind, Patch};

/// The longest target of an action that overlays may have.
const MAX_TARGET: usize = 4096;

/// The overlays of a document, and the places that no target can name.
pub struct Overlays {
    /// The files.
    pub files: Vec<File>,
    /// Places in the document.
    pub unnameable: Vec<(Kind, Vec<Text>)>,
}

/// Returns the overlays of a document. Each overlay is applied to the other documents as well, so that a target must
/// name nothing in these.
pub fn overlays(tree: &Node, others: Vec<&Node>, prefix: &str, patch: &Patch) -> Overlays {
    let targets = Targets::new(tree, others);
    let mut overlays = Overlays { files: Vec::new(), unnameable: Vec::new() };
    for (kind, updates) in &patch.updates {
        let mut actions = Vec::new();
        for (way, update) in updates {
            match targets.of(way) {
                Some(target) => actions.push(action(&target, *kind, update)),
                None => overlays.unnameable.push((*kind, way.clone())),
            }
        }
        if !actions.is_empty() {
            let file = format!("overlays/{prefix}{}.yaml", kind.name());
            overlays.files.push((file, yaml_writer::document(&document(*kind, actions)).into_bytes()));
        }
    }
    overlays
}

fn document(kind: Kind, actions: Vec<Node>) -> Node {
    let title = format!("What the provider has and the vendor's document lacks: {}", kind.name());
    object([
        ("overlay", text("1.0.0")),
        ("info", object([("title", text(&title)), ("version", text("1.0.0"))])),
        ("actions", Node::sequence(actions, Mark::default())),
    ])
}

fn action(target: &str, kind: Kind, update: &Node) -> Node {
    object([("target", text(target)), ("x-reason", text(reason(kind))), ("update", update.clone())])
}

fn reason(kind: Kind) -> &'static str {
    match kind {
        Kind::Operations => "The provider has these operations, and the vendor's document does not.",
        Kind::Parameters => "The provider has these parameters, and the vendor's document does not.",
        Kind::Requests => "The provider has these request bodies, and the vendor's document does not.",
        Kind::Responses => "The provider has these responses, and the vendor's document does not.",
        Kind::Schemas => "The provider has these schemas, and the vendor's document does not.",
        Kind::Security => "The provider says how requests are authorized, and the vendor's document does not.",
        Kind::Servers => "The provider names these servers, and the vendor's document does not.",
    }
}

/// What names places of one document of several.
struct Targets<'a> {
    tree: &'a Node,
    others: Vec<&'a Node>,
    /// A path and a schema that no other document has.
    path: Option<&'a str>,
    schema: Option<&'a str>,
}

impl<'a> Targets<'a> {
    fn new(tree: &'a Node, others: Vec<&'a Node>) -> Self {
        let own = |section: fn(&Node) -> Option<&Node>| {
            let names = section(tree).and_then(Node::as_mapping).into_iter().flat_map(|entries| entries.keys());
            names
                .map(|name| &**name)
                .find(|name| others.iter().all(|other| section(other).and_then(|section| section.get(name)).is_none()))
        };
        let path = own(|tree| tree.get("paths"));
        let schema = own(|tree| tree.get("components")?.get("schemas"));
        Targets { tree, others, path, schema }
    }

    /// Returns the JSONPath of a place; none if it would name places of other documents as well.
    fn of(&self, way: &[Text]) -> Option<String> {
        let keys: Vec<&str> = way.iter().map(|key| &**key).collect();
        let path = match keys.as_slice() {
            all if self.others.is_empty() => format!("${}", self.steps(all, 0)),
            ["paths", rest @ ..] => format!("$[?@[{}]]{}", quoted(self.path?), self.steps_of(&keys, rest)),
            ["components", "schemas", rest @ ..] => {
                format!("$.components[?@[{}]]{}", quoted(self.schema?), self.steps_of(&keys, rest))
            }
            _ => return None,
        };
        (path.len() <= MAX_TARGET).then_some(path)
    }

    fn steps_of(&self, whole: &[&str], rest: &[&str]) -> String {
        self.steps(whole, whole.len() - rest.len())
    }

    /// Returns the steps to a place from one above it.
    fn steps(&self, keys: &[&str], from: usize) -> String {
        let (mut node, mut path) = (Some(self.tree), String::new());
        for (at, key) in keys.iter().enumerate() {
            let is_index = node.is_some_and(|node| node.as_sequence().is_some());
            if at >= from {
                path += &step(key, is_index);
            }
            node = node.and_then(|node| match is_index {
                true => key.parse::<usize>().ok().and_then(|index| node.as_sequence()?.get(index)),
                false => node.get(key),
            });
        }
        path
    }
}

fn step(key: &str, is_index: bool) -> String {
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match (is_index, is_word) {
        (true, _) => format!("[{key}]"),
        (_, true) => format!(".{key}"),
        _ => format!("[{}]", quoted(key)),
    }
}

/// Returns a name in single quotes (RFC 9535, section 2.3.1).
fn quoted(name: &str) -> String {
    let mut quoted = String::from("'");
    for character in name.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            control if u32::from(control) < 0x20 => quoted += &format!("\\u{:04x}", u32::from(control)),
            character => quoted.push(character),
        }
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_name_keys_with_any_letters() {
        let cases = [
            ("a_b", ".a_b"),
            ("it's", r"['it\'s']"),
            ("a\\b", r"['a\\b']"),
            ("\"[é]\n", "['\"[é]\\u000a']"),
            ("", "['']"),
        ];
        for (key, expected) in cases {
            assert_eq!(step(key, false), expected);
        }
        assert_eq!(step("3", true), "[3]");
        assert_eq!(step("3", false), "['3']");
    }
}
