//! The media type of a response is one with which the engine follows no object key.

use crate::engine::media_type::loses_path;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some((key, _)) = context.object_key().filter(|(key, _)| key.starts_with('$')) else { return };
    if !context.is_listed(SqlVerb::Select) {
        return;
    }
    let node = context.response("overrideMediaType").or_else(|| context.response("mediaType"));
    let Some((name, node)) = node.and_then(|node| Some((node.as_str()?, node))) else { return };
    if loses_path(name) {
        let message = format!("SELECT of `{}` cannot follow `{key}` in `{name}`", context.name);
        findings.add(node.mark, message, "write `overrideMediaType: application/json`");
    }
}
