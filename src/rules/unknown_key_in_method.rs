//! A method has a key that the engine does not know.

use super::{Findings, MethodContext};

/// What the engine knows there.
const KEYS: [&str; 11] = [
    "operation",
    "path",
    "request",
    "response",
    "config",
    "servers",
    "parameters",
    "inverse",
    "serviceName",
    "inline",
    "apiMethod",
];

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (key, mark) in context.unknown_keys(Some(context.node), &KEYS) {
        let message = format!("the engine knows no `{key}` in a method");
        findings.add(mark, message, format!("write one of {}", KEYS.join(", ")));
    }
}
