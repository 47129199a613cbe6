//! How schemas are compiled, and which patterns can be.

use jsonschema::{Draft, PatternOptions, ValidationOptions};
use serde_json::json;

/// Maximum size of a compiled pattern, in bytes; larger ones demand nothing.
const MAX_PATTERN: usize = 1 << 20;

/// Maximum number of steps back in a pattern.
const MAX_BACKTRACKS: usize = 100_000;

/// Whether a validator can use a pattern.
pub fn is_pattern(pattern: &str) -> bool {
    options().build(&json!({"pattern": pattern})).is_ok()
}

/// Returns how schemas are compiled.
pub fn options() -> ValidationOptions<'static> {
    let patterns = PatternOptions::fancy_regex().size_limit(MAX_PATTERN).backtrack_limit(MAX_BACKTRACKS);
    jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true).with_pattern_options(patterns)
}
