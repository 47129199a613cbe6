//! A method names a media type that its response does not have.

use crate::engine::response::spelled;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let named = context.response("mediaType").filter(|named| named.as_str().is_some_and(|name| !name.is_empty()));
    let (Ok(operation), Some(named)) = (&context.operation, named) else { return };
    let Some(key) = context.response("openAPIDocKey").and_then(spelled) else { return };
    let response = operation.node.get("responses").and_then(|responses| responses.get(key));
    let response = response.and_then(|response| context.service.resolver().resolve(response));
    let content = response.and_then(|response| response.get("content")).and_then(|it| it.as_mapping());
    let Some(content) = content.filter(|content| !content.is_empty()) else { return };
    let media_type = named.as_str().unwrap_or_default();
    if !content.contains_key(media_type) {
        let has: Vec<&str> = content.keys().map(|key| &**key).collect();
        let message = format!("the response `{key}` of `{}` has no media type `{media_type}`", context.name);
        findings.add(named.mark, message, format!("use one that it has: {}", has.join(", ")));
    }
}
