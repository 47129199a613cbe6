//! References, and everything else that only changes because of the references in it.

use super::context::Context;
use crate::schema::grammar::Kind;
use crate::tree::change::children;
use crate::tree::{Node, Value};

/// A part of the document that references point into, in both versions.
pub struct Section {
    old: &'static str,
    new: &'static str,
    entry: &'static str,
}

/// Where schemas are.
pub static SCHEMAS: Section = Section { old: "#/definitions/", new: "#/components/schemas/", entry: "definition" };

/// Where parameters are that stay parameters.
pub static PARAMETERS: Section = Section { old: "#/parameters/", new: "#/components/parameters/", entry: "parameter" };

/// Where body parameters go.
pub static BODIES: Section = Section { old: "#/parameters/", new: "#/components/requestBodies/", entry: "parameter" };

/// Where responses are.
pub static RESPONSES: Section = Section { old: "#/responses/", new: "#/components/responses/", entry: "response" };

impl Section {
    /// The key of this part in Swagger 2.0.
    pub fn key(&self) -> &'static str {
        self.old.trim_matches(['#', '/'])
    }

    /// The new spelling of a reference into this part.
    pub fn moved(&self, reference: &str) -> Option<String> {
        reference.strip_prefix(self.old).map(|name| format!("{}{name}", self.new))
    }
}

impl Context<'_> {
    /// An object with a `$ref`, its reference moved; other keys beside it stay.
    pub fn referring(&mut self, node: &Node, section: &Section) -> Node {
        let changed = children(node, |key, child| match key {
            "$ref" => self.reference(child, section).into(),
            _ => carry(Kind::Data, key, child).into(),
        });
        converted(node, changed)
    }

    /// The text of a `$ref` with its new spelling. References into other files stay: a later stage
    /// reports them.
    pub fn reference(&mut self, node: &Node, section: &Section) -> Option<Node> {
        let text = node.as_str()?;
        let moved = section.moved(text);
        if moved.is_none() && text.starts_with('#') {
            let message = format!("`{text}` does not point to a {} and is left unchanged", section.entry);
            self.lose(node.mark, message, format!("move the target to `{}...` and refer to it there", section.old));
        }
        moved.map(|text| Node::string(text, node.mark))
    }

    /// What a parameter or response is, if it is a reference to a global one: its target.
    pub fn resolved(&self, node: &Node, section: &Section) -> Option<Node> {
        let reference = node.reference().filter(|reference| reference.starts_with(section.old))?;
        self.root.at_pointer(reference.trim_start_matches('#')).cloned()
    }
}

/// A field that both versions write in the same way: only references in `x-` values move.
pub fn carried(parent: Kind, key: &str, node: &Node) -> Node {
    converted(node, carry(parent, key, node))
}

/// A field of an object of which only the `x-` keys can hold references.
pub fn plain(key: &str, node: &Node) -> Node {
    carried(Kind::Data, key, node)
}

/// The change to a node, or the node itself.
pub fn converted(node: &Node, changed: Option<Node>) -> Node {
    changed.unwrap_or_else(|| node.clone())
}

/// Fields with references in their `x-` values, as far as a kind reaches.
pub fn fields(kind: Kind, node: &Node) -> Option<Node> {
    match kind {
        Kind::Object(_) | Kind::Map(_) => children(node, |key, child| carry(kind, key, child).into()),
        Kind::List(item) => children(node, |_, child| fields(*item, child).into()),
        _ => None,
    }
}

fn carry(parent: Kind, key: &str, node: &Node) -> Option<Node> {
    match parent.child(key) {
        Kind::Data if key.starts_with("x-") => data(node),
        kind => fields(kind, node),
    }
}

/// Vendors keep references in `x-` values, with or without `$ref`: every text that names a
/// definition follows it, or it would point nowhere.
pub fn data(node: &Node) -> Option<Node> {
    match &node.value {
        Value::String(text) => SCHEMAS.moved(text).map(|text| Node::string(text, node.mark)),
        _ => children(node, |_, child| data(child).into()),
    }
}
