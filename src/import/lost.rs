//! What cannot be taken over of a published provider.

use crate::place::{Mark, Place};
use crate::tree::{Node, Value, pointer};

/// Something of a published provider that no input can hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Where it stands.
    pub place: Place,
    /// What is lost, and why.
    pub what: String,
}

/// Returns the pointer of the innermost value that begins at a position or before it.
pub fn pointer_of(root: &Node, at: Mark) -> String {
    let (mut node, mut tokens) = (root, Vec::new());
    loop {
        let next = match &node.value {
            Value::Mapping(entries) => {
                let before = entries.iter().filter(|(_, child)| child.mark <= at).max_by_key(|(_, child)| child.mark);
                before.map(|(key, child)| (key.to_string(), child))
            }
            Value::Sequence(items) => {
                let before = items.iter().enumerate().filter(|(_, child)| child.mark <= at);
                before.max_by_key(|(_, child)| child.mark).map(|(index, child)| (index.to_string(), child))
            }
            _ => None,
        };
        let Some((token, child)) = next else { break };
        tokens.push(token);
        node = child;
    }
    pointer::fragment(tokens.iter().map(String::as_str))
}
