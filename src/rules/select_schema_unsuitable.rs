//! A method for SELECT has a response that is neither a list nor an object with properties.

use crate::mapping::SqlVerb;

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let mark = context.name_mark();
    let Some(schema) = method.response_schema.as_ref().filter(|_| context.object_key().is_none()) else { return };
    let is_object = matches!(schema.text("type"), None | Some("object" | "boolean" | "number"));
    if is_object
        && method
            .fields
            .as_ref()
            .is_some_and(|fields| fields.is_empty() || schema.text("type").is_some_and(|kind| kind != "object"))
    {
        let message = format!("SELECT makes no rows of the response of `{}`", context.name);
        findings.add(mark, message, "describe the response, or name the rows with `objectKey`");
    }
}
