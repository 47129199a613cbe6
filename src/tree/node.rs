//! The document tree: every stage reads it, and what is written comes from it.
//!
//! Unlike a typed model it loses nothing: keys keep their order, numbers their spelling, and each
//! node remembers where it was read. Collections are shared, so that a clone costs a counter and
//! changing one schema leaves the rest of a large document untouched.

use std::sync::Arc;

use crate::place::Mark;
use indexmap::IndexMap;

/// Immutable text, shared between a document and everything that is made from it.
pub type Text = Arc<str>;

/// The keys of a mapping in the order in which they were read. The hasher is a fast one with a
/// random seed; order never depends on it.
pub type Mapping = IndexMap<Text, Node, foldhash::fast::RandomState>;

/// A value together with the place it was read from: for an entry of a mapping the place of its
/// key, for an item of a sequence the place of the item.
#[derive(Clone, Default)]
pub struct Node {
    /// What was read.
    pub value: Value,
    /// Where it was read.
    pub mark: Mark,
}

/// The JSON data model, with numbers as they were spelled.
#[derive(Clone, Default)]
pub enum Value {
    /// `null`, `~` or nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number in a spelling of the YAML 1.2 core schema.
    Number(Text),
    /// Text.
    String(Text),
    /// A list.
    Sequence(Arc<Vec<Node>>),
    /// An object. Keys are unique text.
    Mapping(Arc<Mapping>),
}

impl Node {
    /// A node with a value at a place.
    pub fn new(value: Value, mark: Mark) -> Self {
        Node { value, mark }
    }

    /// Text at a place.
    pub fn string(text: impl Into<Text>, mark: Mark) -> Self {
        Node::new(Value::String(text.into()), mark)
    }

    /// A boolean at a place.
    pub fn bool(value: bool, mark: Mark) -> Self {
        Node::new(Value::Bool(value), mark)
    }

    /// A list at a place.
    pub fn sequence(items: Vec<Node>, mark: Mark) -> Self {
        Node::new(Value::Sequence(Arc::new(items)), mark)
    }

    /// An object at a place.
    pub fn mapping(entries: Mapping, mark: Mark) -> Self {
        Node::new(Value::Mapping(Arc::new(entries)), mark)
    }

    /// The value under a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// Whether a key holds `true`.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|node| &node.value), Some(Value::Bool(true)))
    }

    /// The entries under a key; none if there is no object.
    pub fn entries(&self, key: &str) -> impl Iterator<Item = (&Text, &Node)> {
        self.get(key).and_then(Node::as_mapping).into_iter().flatten()
    }

    /// The items under a key; none if there is no list.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::as_sequence).unwrap_or_default()
    }

    /// The text of a text node.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of an object.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What this is, in the words of an error message.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "an object",
        }
    }

    /// The target of a `$ref`, if this is an object that has one with text in it.
    pub fn reference(&self) -> Option<&str> {
        self.text("$ref")
    }

    /// This object with one entry set: in its old place if the key was there, else at the end.
    /// Anything but an object becomes one.
    pub fn with(&self, key: &str, value: Node) -> Node {
        let mut entries = self.as_mapping().cloned().unwrap_or_default();
        entries.insert(key.into(), value);
        Node::mapping(entries, self.mark)
    }

    /// This object without an entry.
    pub fn without(&self, key: &str) -> Node {
        match self.as_mapping() {
            Some(entries) if entries.contains_key(key) => {
                let mut rest = entries.clone();
                rest.shift_remove(key);
                Node::mapping(rest, self.mark)
            }
            _ => self.clone(),
        }
    }
}

/// Equal values; places do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) | (Value::String(a), Value::String(b)) => a == b,
            (Value::Sequence(a), Value::Sequence(b)) => Arc::ptr_eq(a, b) || a == b,
            (Value::Mapping(a), Value::Mapping(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}
