//! A method names a media type for a response without content.

use crate::engine::response::spelled;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Ok(operation), Some(named)) = (&context.operation, context.response("mediaType")) else { return };
    let Some(key) = context.response("openAPIDocKey").and_then(spelled) else { return };
    let response = operation.node.get("responses").and_then(|responses| responses.get(key));
    let response = response.and_then(|response| context.service.resolver().resolve(response));
    if response.is_some_and(|response| response.entries("content").next().is_none()) {
        findings.add(
            named.mark,
            format!("the response `{key}` of `{}` has no content", context.name),
            "remove `mediaType`",
        );
    }
}
