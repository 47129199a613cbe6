//! Texts that are replaced in descriptions.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::Error;

use super::ConfigFile;

/// The longest text of a replacement. Longer ones could grow a document beyond all measure.
const MAX_LENGTH: usize = 2000;

/// A text that is replaced in all descriptions and summaries of the document. One of `find` and `pattern` says which.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Description {
    /// The text.
    pub find: Option<String>,
    /// A regular expression in the syntax of Rust's `regex`.
    pub pattern: Option<String>,
    /// What stands there instead. `$1` and `${name}` are groups of the pattern.
    pub replace: String,
}

impl ConfigFile {
    /// Checks the length of replacements.
    pub(super) fn check_descriptions(&self) -> Result<(), Error> {
        let entries = &self.config.descriptions;
        if let Some(index) = entries.iter().position(|entry| entry.replace.len() > MAX_LENGTH) {
            let message = format!("the replacement has more than {MAX_LENGTH} bytes");
            return Err(Error::input(message, self.place(&format!("/descriptions/{index}/replace")), "shorten it"));
        }
        self.check_unchanged("/descriptions", !entries.is_empty())
    }
}
