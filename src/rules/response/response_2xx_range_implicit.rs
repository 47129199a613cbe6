//! A method names no response, and its operation has `2XX` alone.

use crate::engine::response::default_response;
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

/// Without rows to read the response does not matter to SQL.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let is_named = context.response("openAPIDocKey").is_some() && context.response("mediaType").is_some();
    let (Ok(operation), false) = (&context.operation, is_named) else { return };
    let Some(responses) = operation.node.get("responses").filter(|it| default_response(it).is_none()) else { return };
    let mut entries = responses.as_mapping().into_iter().flatten();
    let range = entries.find(|(key, _)| key.eq_ignore_ascii_case("2xx"));
    let content = |response| Some(context.service.resolver().resolve(response)?.entries("content").next().is_some());
    if let Some((key, response)) = range.filter(|(_, response)| content(response) == Some(true)) {
        let message = format!("`{}` does not find its response `{key}`, which is no status", context.name);
        let severity = if context.is_listed(SqlVerb::Select) { Severity::Error } else { Severity::Warning };
        let help = format!("write `openAPIDocKey: '{key}'` and `mediaType` under `response`");
        findings.add_as(severity, response.mark, message, help);
    }
}
