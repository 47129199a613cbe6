//! A method has a `request` block, but its operation has no request body.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Ok(operation), Some(request)) = (&context.operation, context.node.get("request")) else { return };
    let makes_body = ["schema_override", "base", "default", "transform"].iter().any(|key| request.get(key).is_some());
    if operation.node.get("requestBody").is_none()
        && !makes_body
        && request.as_mapping().is_some_and(|it| !it.is_empty())
    {
        let message = format!("the operation of `{}` has no request body", context.name);
        findings.add(request.mark, message, "remove `request`, or describe the body");
    }
}
