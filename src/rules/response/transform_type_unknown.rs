//! The type of a template is unknown to the engine.

use crate::engine::TRANSFORM_TYPES;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for holder in ["request", "response"] {
        let transform = context.node.get(holder).and_then(|node| node.get("transform"));
        let Some(kind) = transform.and_then(|transform| transform.get("type")) else { continue };
        let name = kind.as_str().unwrap_or_default();
        if !TRANSFORM_TYPES.contains(&name) {
            findings.add(
                kind.mark,
                format!("unknown template type `{name}`"),
                format!("use one of {}", TRANSFORM_TYPES.join(", ")),
            );
        }
    }
}
