//! Constructs of YAML that readers understand in different ways.

use granit_parser::Tag;

use crate::place::Mark;
use crate::tree::Text;

/// A construct that readers disagree on, and that a strict reader rejects or never sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A duplicate key, of which the last one counts, with the position of the first.
    DuplicateKey(Text, Mark),
    /// A key that YAML 1.1 reads as a boolean.
    BooleanKey(Text),
    /// Text that YAML 1.1 reads as a boolean.
    BooleanText(Text),
    /// A tag that YAML does not define.
    ForeignTag(String),
}

impl Oddity {
    /// Whether YAML does not define a tag.
    pub fn is_foreign(tag: &Tag) -> bool {
        let own = ["str", "int", "float", "bool", "null", "map", "seq", "binary", "timestamp", "merge"];
        !own.iter().any(|suffix| tag.is_yaml_core_schema_tag(suffix))
    }

    /// Whether it is text that YAML 1.1 reads as `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Oddity::BooleanText(text) if matches!(&*text.to_ascii_lowercase(), "y" | "yes" | "on"))
    }
}

/// Whether the engine changes a text as a key: it writes booleans in lower case.
pub fn is_changed_as_key(text: &str) -> bool {
    is_boolean_of_1_1(text) || matches!(text, "True" | "TRUE" | "False" | "FALSE")
}

/// Whether YAML 1.1 reads a text as a boolean, and YAML 1.2 as text.
pub fn is_boolean_of_1_1(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
    )
}
