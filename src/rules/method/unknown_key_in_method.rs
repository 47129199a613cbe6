//! A method has a key that the engine does not know.

use crate::engine::resource::METHOD_KEYS;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (key, mark) in context.unknown_keys(Some(context.node), &METHOD_KEYS) {
        let message = format!("unknown key `{key}` in a method");
        findings.add(mark, message, format!("use one of {}", METHOD_KEYS.join(", ")));
    }
}
