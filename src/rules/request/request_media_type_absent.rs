//! A method names a media type that its request body does not have.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Ok(operation), Some(request)) = (&context.operation, context.node.get("request")) else { return };
    let Some(named) = request.get("mediaType").filter(|_| request.get("schema_override").is_none()) else { return };
    let body = operation.node.get("requestBody").and_then(|body| context.service.resolver().resolve(body));
    let Some(content) = body.and_then(|body| body.get("content")).and_then(|it| it.as_mapping()) else { return };
    if !content.contains_key(named.as_str().unwrap_or_default()) {
        let has: Vec<&str> = content.keys().map(|key| &**key).collect();
        let message =
            format!("the request of `{}` has no media type `{}`", context.name, named.as_str().unwrap_or_default());
        findings.add(named.mark, message, format!("use one that it has: {}", has.join(", ")));
    }
}
