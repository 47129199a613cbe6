//! A method has no `operation`.

use crate::registry::Fault;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if matches!(context.operation, Err(Fault::Missing))
        && context.node.as_mapping().is_some()
        && context.node.get("inline").is_none()
    {
        let message = format!("the method `{}` has no `operation`", context.name);
        findings.add(context.node.mark, message, "add `operation: {$ref: ...}`");
    }
}
