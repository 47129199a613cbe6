//! `response` of a method has a key that the engine does not know.

use super::{Findings, MethodContext};

/// What the engine knows there.
const KEYS: [&str; 9] = [
    "mediaType",
    "openAPIDocKey",
    "objectKey",
    "overrideMediaType",
    "schema_override",
    "async_schema_override",
    "asyncOverrideMediaType",
    "transform",
    "projection_map",
];

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (key, mark) in context.unknown_keys(context.node.get("response"), &KEYS) {
        let message = format!("the engine knows no `{key}` in `response`");
        findings.add(mark, message, format!("write one of {}", KEYS.join(", ")));
    }
}
