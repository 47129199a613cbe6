//! Parameters of paths that users of SQL do not have to give.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::Error;
use crate::tree::pointer;

use super::ConfigFile;

/// What becomes of parameters in paths, such as `{apiVersion}`, by their names in the document. The mapping goes on to
/// name operations by the paths of the document.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Paths {
    /// Parameters that always have the same value, with the value.
    pub fix: BTreeMap<String, String>,
    /// Parameters whose segments are removed.
    pub drop: Vec<String>,
}

impl ConfigFile {
    /// Checks what is put into paths: a character that means something there would change which path is sent
    /// (provider-format 2.3).
    pub(super) fn check_paths(&self) -> Result<(), Error> {
        let Paths { fix, drop } = &self.config.paths;
        for (name, value) in fix {
            let refuse = |message: String, help: &str| {
                let pointer = format!("/paths/fix/{}", pointer::escape(name));
                Err(Error::input(message, self.place(&pointer), help))
            };
            if !is_segment(value) {
                let message = format!("`{value}` cannot be a part of a path");
                return refuse(message, "write letters, digits, `.`, `_`, `~` and `-`; `paths.drop` removes a segment");
            }
            if drop.contains(name) {
                return refuse(format!("`{name}` is both fixed and dropped"), "remove one of the two");
            }
        }
        let is_any = !fix.is_empty() || !drop.is_empty();
        self.check_unchanged("/paths", is_any)
    }

    /// Refuses a key that changes documents, if those of a published provider are kept.
    pub(super) fn check_unchanged(&self, pointer: &str, is_any: bool) -> Result<(), Error> {
        if !is_any || !self.config.source.as_is {
            return Ok(());
        }
        let name = pointer.trim_start_matches('/');
        let message = format!("`{name}` changes documents, and `source.as_is` keeps them as they are");
        Err(Error::input(message, self.place(pointer), format!("remove `{name}` or `source.as_is`")))
    }
}

fn is_segment(value: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-');
    !matches!(value, "" | "." | "..") && value.chars().all(is_plain)
}
