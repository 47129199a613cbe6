//! What an operation itself says of its mapping, by the keys that StackQL's tools write.
//!
//! | key | what it gives |
//! |---|---|
//! | `x-stackQL-resource`, `x-stackql-resource` | the resource |
//! | `x-stackQL-method`, `x-stackql-method` | the method |
//! | `x-stackQL-verb`, `x-stackql-verb` | the SQL verb, in upper or lower case |
//! | `x-stackQL-objectKey`, `x-stackql-objectKey` | the path of the rows in the response; `none` for none |
//!
//! The older tools write `x-stackQL-`, the newer ones `x-stackql-`; here the case of a key does not matter.

use crate::mapping::check::MAX_NAME;
use crate::mapping::names::is_reserved;
use crate::sql::{SqlVerb, is_identifier};
use crate::tree::Node;

/// What the keys of these tools begin with, in lower case.
const PREFIX: &str = "x-stackql-";

/// The names of keys that give a cell, in lower case and without the prefix.
const KEYS: [&str; 4] = ["resource", "method", "verb", "objectkey"];

/// The object key of a response that has none.
const NONE: &str = "none";

/// The cells that an operation names. A value that cannot be used counts as none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The resource.
    pub resource: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// The SQL verb.
    pub verb: Option<SqlVerb>,
    /// The object key; empty if the operation says that there is none.
    pub object_key: Option<String>,
    /// The keys that give no cell: they mean something else, or their values cannot be used.
    pub unused: Vec<String>,
}

impl Hints {
    /// Reads the keys of an operation.
    pub fn of(operation: &Node) -> Self {
        let mut hints = Hints::default();
        for (key, value) in operation.as_mapping().into_iter().flatten() {
            let Some(name) = name_of(key) else { continue };
            if !hints.take(&name, value.as_str().map(str::trim).unwrap_or_default()) {
                hints.unused.push(key.to_string());
            }
        }
        hints
    }

    /// Whether the operation names a cell.
    pub fn is_empty(&self) -> bool {
        self.resource.is_none() && self.method.is_none() && self.verb.is_none() && self.object_key.is_none()
    }

    fn take(&mut self, name: &str, text: &str) -> bool {
        match KEYS.into_iter().find(|known| *known == name) {
            Some("resource") => put(&mut self.resource, usable(text)),
            Some("method") => put(&mut self.method, usable(text)),
            Some("verb") => put(&mut self.verb, SqlVerb::parse(&text.to_lowercase())),
            Some(_) => put(&mut self.object_key, object_key(text)),
            None => false,
        }
    }
}

/// Sets a cell that is not set. Returns whether the value could be used.
fn put<T>(cell: &mut Option<T>, value: Option<T>) -> bool {
    let is_new = cell.is_none() && value.is_some();
    if is_new {
        *cell = value;
    }
    is_new
}

fn name_of(key: &str) -> Option<String> {
    key.to_ascii_lowercase().strip_prefix(PREFIX).map(str::to_owned)
}

fn usable(name: &str) -> Option<String> {
    (is_identifier(name) && !is_reserved(name) && name.len() <= MAX_NAME).then(|| name.to_owned())
}

fn object_key(text: &str) -> Option<String> {
    match text {
        "" => None,
        NONE => Some(String::new()),
        key => Some(key.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn hints(text: &str) -> Hints {
        Hints::of(&yaml::read(text.as_bytes(), Path::new("operation.yaml")).expect("an operation"))
    }

    #[test]
    fn both_spellings_are_read() {
        let old =
            "{x-stackQL-resource: pets, x-stackQL-method: list, x-stackQL-verb: select, x-stackQL-objectKey: $.data}";
        let new =
            "{x-stackql-resource: pets, x-stackql-method: list, x-stackql-verb: SELECT, x-stackql-objectKey: $.data}";
        assert_eq!(hints(old), hints(new));
        let found = hints(new);
        assert_eq!((found.resource.as_deref(), found.method.as_deref()), (Some("pets"), Some("list")));
        assert_eq!((found.verb, found.object_key.as_deref()), (Some(SqlVerb::Select), Some("$.data")));
        assert!(found.unused.is_empty() && !found.is_empty());
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let found = hints("{x-stackql-resource: my pets, x-stackql-verb: fetch, x-stackql-flatten: list, x-other: 1}");
        assert_eq!(found.unused, ["x-stackql-resource", "x-stackql-verb", "x-stackql-flatten"]);
        assert!(found.is_empty());
        assert_eq!(hints("{x-stackQL-objectKey: none}").object_key.as_deref(), Some(""));
        assert_eq!(hints("{x-stackql-method: a, X-STACKQL-METHOD: b}").unused, ["X-STACKQL-METHOD"]);
    }
}
