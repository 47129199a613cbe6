//! What settings call the keys of the engine.

use crate::tree::{Mapping, Node, Text};

/// A key of a method's block: the section, if it is in one, and the name.
pub type Key = (Option<&'static str>, Text);

/// Where a value is written in an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<String>);

/// The keys of `config` that are written at the root of a document if they are those of all its methods.
pub const HOISTED: [&str; 5] = ["pagination", "queryParamPushdown", "queryParamTranspose", "requestTranslate", "retry"];

/// Names of settings by the keys of a request or a response.
const REQUEST: [(&str, &str); 11] = [
    ("mediaType", "mediaType"),
    ("base", "base"),
    ("default", "default"),
    ("required", "required"),
    ("nativeCasing", "nativeCasing"),
    ("schema_override", "schema"),
    ("transform", "transform"),
    ("projection_map", "projection_map"),
    ("xmlDeclaration", "xmlDeclaration"),
    ("xmlTransform", "xmlTransform"),
    ("xmlRootAnnotation", "xmlRootAnnotation"),
];

const RESPONSE: [(&str, &str); 9] = [
    ("mediaType", "mediaType"),
    ("openAPIDocKey", "openAPIDocKey"),
    ("objectKey", "objectKey"),
    ("overrideMediaType", "overrideMediaType"),
    ("schema_override", "schema"),
    ("transform", "transform"),
    ("async_schema_override", "async_schema"),
    ("asyncOverrideMediaType", "asyncOverrideMediaType"),
    ("projection_map", "projection_map"),
];

/// Returns where a setting stands that has the value of a key, and the value as it is written there. No value takes the key
/// away.
pub fn setting((section, name): &Key, value: Option<&Node>) -> (Path, Node) {
    let node = value.cloned().unwrap_or_default();
    match (section, &**name) {
        (Some("request"), key) => in_block("request", &REQUEST, key, node),
        (Some("response"), key) => in_block("response", &RESPONSE, key, node),
        (Some("config"), "pagination") => (path(&["pagination"]), pagination(node)),
        (Some("config"), "queryParamPushdown") => (path(&["push_down"]), push_down(node)),
        (Some("config"), "retry") => (path(&["retry"]), node),
        (Some("config"), key @ ("queryParamTranspose" | "requestTranslate" | "requestBodyTranslate")) => {
            (path(&[key]), algorithm(node))
        }
        (None, key @ ("servers" | "inverse" | "serviceName")) => (path(&[key]), node),
        (Some(section), key) => (path(&["extra", section, key]), node),
        (None, key) => (path(&["extra", key]), node),
    }
}

fn in_block(block: &str, names: &[(&str, &str)], key: &str, node: Node) -> (Path, Node) {
    match names.iter().find(|(engine, _)| *engine == key) {
        Some((_, name @ ("schema" | "async_schema"))) => match schema(&node) {
            Some(node) => (path(&[block, name]), node),
            None => (path(&["extra", block, key]), node),
        },
        Some((_, name)) => (path(&[block, name]), node),
        None => (path(&["extra", block, key]), node),
    }
}

fn path(keys: &[&str]) -> Path {
    Path(keys.iter().map(|key| (*key).to_owned()).collect())
}

/// Returns the name of the schema that a reference leads to; null for none.
fn schema(node: &Node) -> Option<Node> {
    if node.is_null() {
        return Some(node.clone());
    }
    let is_plain = node.as_mapping().is_some_and(|entries| entries.len() == 1);
    let name = node.reference().filter(|_| is_plain)?.strip_prefix("#/components/schemas/")?;
    (!name.contains('/')).then(|| Node::string(name, node.mark))
}

/// `{algorithm: X}` is written as `X`.
fn algorithm(node: Node) -> Node {
    let is_plain = node.as_mapping().is_some_and(|entries| entries.len() == 1);
    node.get("algorithm").filter(|_| is_plain).cloned().unwrap_or(node)
}

fn pagination(node: Node) -> Node {
    let names = [("requestToken", "request"), ("responseToken", "response"), ("responseTerminator", "terminator")];
    renamed(&node, &names, |token| renamed(token, &[("location", "in")], Node::clone))
}

fn push_down(node: Node) -> Node {
    renamed(&node, &[], |part| renamed(part, &[("paramName", "param"), ("maxValue", "max")], Node::clone))
}

/// Returns an object with other names for some keys. Anything else stays.
fn renamed(node: &Node, names: &[(&str, &str)], value: impl Fn(&Node) -> Node) -> Node {
    let Some(entries) = node.as_mapping() else { return node.clone() };
    let name = |key: &Text| {
        names.iter().find(|(engine, _)| *engine == &**key).map_or(Text::clone(key), |(_, name)| (*name).into())
    };
    let entries: Mapping = entries.iter().map(|(key, node)| (name(key), value(node))).collect();
    Node::mapping(entries, node.mark)
}
