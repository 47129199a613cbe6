//! The media type of a response is one with which the engine follows no object key.

use crate::engine::media_type::loses_path;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::tree::Node;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some((key, _)) = context.object_key().filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    if let Some((name, node)) = lost(context, key) {
        let message = format!("SELECT of `{}` cannot follow `{key}` in `{name}`", context.name);
        let help = "name it `application/json` in the response of the operation and in `mediaType`; if the API answers \
                    with another name, add `overrideMediaType: application/json`";
        findings.add(node.mark, message, help);
    }
}

/// The media type in which the engine does not follow a key: that of the schema. `overrideMediaType` is that of the
/// answer, and of the schema as well where one stands for that of the response. In a list, `$` is no path.
pub(super) fn lost<'a>(context: &MethodContext<'a>, key: &str) -> Option<(&'a str, &'a Node)> {
    let overriding = context.response("overrideMediaType");
    let is_other = context.response("schema_override").is_some();
    let is_list = key == "$" && context.method.is_some_and(|method| method.is_list);
    let node = overriding.filter(|_| is_other || is_list).or_else(|| context.response("mediaType"))?;
    let name = node.as_str().filter(|name| key.starts_with('$') && loses_path(name))?;
    Some((name, node))
}
