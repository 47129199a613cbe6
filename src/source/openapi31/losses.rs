//! Keywords without a counterpart in OpenAPI 3.0. They are left out, as strict readers refuse keywords
//! that they do not know, and reported if they say something.

use super::context::Context;
use crate::tree::{Mapping, Node, Value};

/// JSON Schema 2020-12, chapters 10 and 11, and chapters 6 and 8 of its validation vocabulary.
const LOST: [(&str, &str); 11] = [
    ("if", CONDITION),
    ("then", CONDITION),
    ("else", CONDITION),
    ("dependentSchemas", CONDITION),
    ("dependentRequired", "describe in the description which properties depend on each other"),
    ("contains", ITEMS),
    ("minContains", ITEMS),
    ("maxContains", ITEMS),
    ("unevaluatedItems", ITEMS),
    ("propertyNames", "describe the allowed property names in the description"),
    ("contentSchema", "describe the contents of the text in the description"),
];

const CONDITION: &str = "use alternatives in `oneOf`, or describe it in the description";
const ITEMS: &str = "describe the required items of the list in the description";

impl Context<'_> {
    /// Whether a keyword has no counterpart, which is reported.
    pub fn is_lost(&mut self, schema: &Node, key: &str, node: &Node) -> bool {
        let Some((_, help)) = LOST.iter().find(|(name, _)| *name == key) else { return false };
        if says_something(schema, key, node) {
            self.lose(node.mark, format!("OpenAPI 3.0 does not support `{key}`; it is left out"), *help);
        }
        true
    }
}

fn says_something(schema: &Node, key: &str, node: &Node) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    match key {
        "if" => has("then") || has("else"),
        // They belong to `if` and `contains`, and mean nothing without them.
        "then" | "else" | "minContains" | "maxContains" => false,
        _ => !accepts_all(node),
    }
}

/// Whether a keyword with this value is always fulfilled.
fn accepts_all(node: &Node) -> bool {
    matches!(node.value, Value::Bool(true)) || node.as_mapping().is_some_and(Mapping::is_empty)
}
