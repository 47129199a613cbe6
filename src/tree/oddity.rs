//! What a YAML document has that readers understand in different ways.

use granit_parser::Tag;

use crate::place::Mark;
use crate::tree::Text;

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

    /// Whether it is text that YAML 1.1 takes for `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Oddity::BooleanText(text) if matches!(&*text.to_ascii_lowercase(), "y" | "yes" | "on"))
    }
}

/// What is another text as a key: the engine writes booleans in lower case.
pub fn is_changed_as_key(text: &str) -> bool {
    is_boolean_of_1_1(text) || matches!(text, "True" | "TRUE" | "False" | "FALSE")
}

/// What YAML 1.1 takes for a boolean, and YAML 1.2 for text.
pub fn is_boolean_of_1_1(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
    )
}
