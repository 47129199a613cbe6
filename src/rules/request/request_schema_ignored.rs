//! A method has a `request.schema_override`, and its operation a schema of its own.

use crate::engine::request::has_own_schema;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(node) = context.request("schema_override") else { return };
    let content = context.body().and_then(|body| body.get("content"));
    let named = context.request("mediaType").and_then(|named| named.as_str());
    if content.is_some_and(|content| has_own_schema(content, named)) {
        let message =
            format!("the engine takes the schema of the operation for the body of `{}`, not this", context.name);
        findings.add(node.mark, message, "change the schema of the operation, such as by an overlay");
    }
}
