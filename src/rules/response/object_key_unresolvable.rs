//! The object key of a method does not exist in its response.

use crate::engine::object_key::{lists, unreadable_step};
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::text::listed;

use super::response_media_type_blank::lost;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Some(method), Some((key, mark))) = (context.method, context.object_key()) else { return };
    let is_unreadable = unreadable_step(key).is_some() && context.is_listed(SqlVerb::Select);
    let needs_type = context.response("schema_override").is_some() && context.response("overrideMediaType").is_none();
    // `response-media-type-blank` reports media types in which the engine follows no path.
    let has_blank = lost(context, key).is_some() && context.is_listed(SqlVerb::Select);
    if method.response_schema.is_some() && method.object_key.is_none() && !needs_type && !is_unreadable && !has_blank {
        let message = format!("the object key `{key}` of `{}` leads nowhere in its response", context.name);
        let is_only = context.is_listed(SqlVerb::Select) && context.resource.methods_of(SqlVerb::Select).len() == 1;
        let severity = if is_only { Severity::Fatal } else { Severity::Error };
        let keys = method.response_schema.as_ref().map(|schema| lists(schema, context.service.resolver()));
        let help = match keys.unwrap_or_default().as_slice() {
            [] => "write the path to the list of rows, such as `$.items`, or remove the key".to_owned(),
            keys => format!("write the path to the list of rows ({}), or remove the key", listed(keys)),
        };
        findings.add_as(severity, mark, message, help);
    }
}
