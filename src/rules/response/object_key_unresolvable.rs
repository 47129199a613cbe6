//! The object key of a method does not exist in its response.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Some(method), Some((key, mark))) = (context.method, context.object_key()) else { return };
    let needs_type = context.response("schema_override").is_some() && context.response("overrideMediaType").is_none();
    if method.response_schema.is_some() && method.object_key.is_none() && !needs_type {
        let message = format!("the object key `{key}` of `{}` does not exist in its response", context.name);
        findings.add(mark, message, "use the path of the list of rows, such as `$.items`, or remove the key");
    }
}
