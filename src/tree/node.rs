//! The document tree that every stage reads and that output is written from.
//!
//! Unlike a typed model it loses nothing: keys keep their order, numbers their spelling, and each node its position.
//! Collections are shared, so that a clone is cheap and a change leaves the rest of a large document untouched.

use std::sync::Arc;

use crate::place::Mark;
use indexmap::IndexMap;

/// Immutable text, shared between a document and what is made from it.
pub type Text = Arc<str>;

/// The entries of a mapping in the order in which they were read, which never depends on the randomly seeded hasher.
pub type Mapping = IndexMap<Text, Node, foldhash::fast::RandomState>;

/// A value with its position: that of the key for an entry of a mapping, that of the item for a sequence.
#[derive(Clone, Default)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The position.
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
    /// Creates a node.
    pub fn new(value: Value, mark: Mark) -> Self {
        Node { value, mark }
    }

    /// Creates a text node.
    pub fn string(text: impl Into<Text>, mark: Mark) -> Self {
        Node::new(Value::String(text.into()), mark)
    }

    /// Creates a boolean node.
    pub fn bool(value: bool, mark: Mark) -> Self {
        Node::new(Value::Bool(value), mark)
    }

    /// Creates a list node.
    pub fn sequence(items: Vec<Node>, mark: Mark) -> Self {
        Node::new(Value::Sequence(Arc::new(items)), mark)
    }

    /// Creates an object node.
    pub fn mapping(entries: Mapping, mark: Mark) -> Self {
        Node::new(Value::Mapping(Arc::new(entries)), mark)
    }

    /// Returns the value of a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// Returns the text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// Whether the value of a key is `true`.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|node| &node.value), Some(Value::Bool(true)))
    }

    /// Returns the entries of the object under a key, if there is one.
    pub fn entries(&self, key: &str) -> impl Iterator<Item = (&Text, &Node)> {
        self.get(key).and_then(Node::as_mapping).into_iter().flatten()
    }

    /// Returns the items of the list under a key, if there is one.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::as_sequence).unwrap_or_default()
    }

    /// Returns the text of a text node.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the entries of an object.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the items of a list.
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

    /// Returns the type in words, for messages.
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

    /// Returns the target of a `$ref`, if it is text.
    pub fn reference(&self) -> Option<&str> {
        self.text("$ref")
    }

    /// Returns this object with one entry set, in its old place or at the end. Anything but an object becomes one.
    pub fn with(&self, key: &str, value: Node) -> Node {
        let mut entries = self.as_mapping().cloned().unwrap_or_default();
        entries.insert(key.into(), value);
        Node::mapping(entries, self.mark)
    }

    /// Returns this object without an entry.
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

/// Compares values only, not positions.
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
