//! The request body of a method for INSERT, UPDATE or REPLACE is an object without properties.

use crate::engine::Columns;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.takes_columns()) else { return };
    let Some(schema) = method.body_schema.as_ref().filter(|_| method.can_send_body()) else { return };
    let is_object = schema.text("type").is_none_or(|kind| kind == "object");
    if is_object && Columns::new(context.service.resolver()).properties(schema).is_empty() {
        let message = format!("the body of `{}` has no properties and so no columns", context.name);
        findings.add(schema.mark, message, "describe its properties, or call the method with EXEC");
    }
}
