//! A method names no media type for its request, and the operation has none that the engine uses by default.

use crate::engine::media_type::DEFAULTS;
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::tree::Node;

/// What only EXEC reaches weighs less: nobody is led there.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let is_said = context.request("mediaType").is_some() || context.request("schema_override").is_some();
    let is_found = context.method.is_some_and(|method| method.body_schema.is_some());
    let content = context.body().and_then(|body| body.get("content")).and_then(Node::as_mapping);
    let Some(content) = content.filter(|content| !content.is_empty() && !is_said && !is_found) else { return };
    let has: Vec<&str> = content.keys().map(|key| &**key).collect();
    let message =
        format!("`{}` has no `request.mediaType`, and its body has no default media type with a schema", context.name);
    let mark = context.node.get("request").map_or(context.name_mark(), |request| request.mark);
    let help = match has.iter().find(|name| DEFAULTS.contains(name)) {
        Some(name) => format!("describe the body of `{name}`, or remove the request body"),
        None => format!("set `request.mediaType`; the operation has {}", has.join(", ")),
    };
    let severity = if context.takes_columns() { Severity::Error } else { Severity::Warning };
    findings.add_as(severity, mark, message, help);
}
