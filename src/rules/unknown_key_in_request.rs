//! `request` of a method has a key that the engine does not know.

use super::{Findings, MethodContext};

/// What the engine knows there.
const KEYS: [&str; 11] = [
    "mediaType",
    "default",
    "base",
    "required",
    "schema_override",
    "transform",
    "nativeCasing",
    "projection_map",
    "xmlDeclaration",
    "xmlTransform",
    "xmlRootAnnotation",
];

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (key, mark) in context.unknown_keys(context.node.get("request"), &KEYS) {
        let message = format!("the engine knows no `{key}` in `request`");
        findings.add(mark, message, format!("write one of {}", KEYS.join(", ")));
    }
}
