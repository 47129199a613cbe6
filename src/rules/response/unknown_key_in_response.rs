//! The `response` of a method has a key that the engine does not know.

use crate::engine::resource::RESPONSE_KEYS;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (key, mark) in context.unknown_keys(context.node.get("response"), &RESPONSE_KEYS) {
        let message = format!("unknown key `{key}` in `response`");
        findings.add(mark, message, format!("use one of {}", RESPONSE_KEYS.join(", ")));
    }
}
