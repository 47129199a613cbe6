//! The request body of a method for INSERT, UPDATE or REPLACE is not an object.

use crate::rules::{Findings, MethodContext};
use crate::schema::is_composed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.takes_columns()) else { return };
    let Some(schema) = method.body_schema.as_ref().filter(|_| method.can_send_body()) else { return };
    let kind = schema.text("type").filter(|kind| *kind != "object");
    if let (Some(kind), false) = (kind, schema.entries("properties").next().is_some() || is_composed(schema)) {
        let message = format!("the body of `{}` is of the type {kind}, and has no columns", context.name);
        findings.add(schema.mark, message, "take the method out of the list of the verb: EXEC can send the body");
    }
}
