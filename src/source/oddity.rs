//! What a YAML document has that readers understand in different ways.

use granit_parser::Tag;

use super::node::{Mark, Text};

/// What a document has that readers disagree on, and that a strict reader refuses or never sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A key that stands twice in one object; the last one counts. Where it stood first.
    DuplicateKey(Text, Mark),
    /// A key that YAML 1.1 takes for a boolean.
    BooleanKey(Text),
    /// Text that YAML 1.1 takes for a boolean.
    BooleanText(Text),
    /// A tag that is not one of YAML itself.
    ForeignTag(String),
}

impl Oddity {
    /// Whether a tag is none of YAML's own.
    pub fn is_foreign(tag: &Tag) -> bool {
        let own = ["str", "int", "float", "bool", "null", "map", "seq", "binary", "timestamp", "merge"];
        !own.iter().any(|suffix| tag.is_yaml_core_schema_tag(suffix))
    }
}

/// What YAML 1.1 takes for a boolean, and YAML 1.2 for text.
pub fn is_boolean_of_1_1(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
    )
}
