//! A method sends a body of a media type that the engine cannot send.

use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};

/// Less severe for methods that only EXEC can call.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|method| !method.can_send_body()) else { return };
    let Some(media_type) = method.request_media_type.as_deref().filter(|_| context.request("transform").is_none())
    else {
        return;
    };
    let mark = context.request("mediaType").map_or(context.name_mark(), |node| node.mark);
    let message = format!("the engine cannot send the body of `{}` as `{media_type}`", context.name);
    let severity = if context.takes_columns() { Severity::Error } else { Severity::Warning };
    findings.add_as(severity, mark, message, "use a JSON or XML media type, or add `request.transform`");
}
