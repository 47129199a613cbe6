//! How values and names are spelled where there is no JSON: in paths, queries, headers and elements.

use serde_json::Value as Json;

use crate::mapping::infer::page_names::folded;

/// Returns a value as text without quotes.
pub fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether two names are the same but for casing and separators.
pub fn is_same_name(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}
