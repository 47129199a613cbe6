//! The request body of a method for INSERT, UPDATE or REPLACE is not an object.

use crate::rules::{Findings, MethodContext};
use crate::schema::is_composed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.takes_columns()) else { return };
    let Some(schema) = method.body_schema.as_ref().filter(|_| method.can_send_body()) else { return };
    let kind = schema.text("type").filter(|kind| *kind != "object");
    if let (Some(kind), false) = (kind, schema.entries("properties").next().is_some() || is_composed(schema)) {
        let message = format!("the body of `{}` has the type {kind} and so no columns", context.name);
        findings.add(
            schema.mark,
            message,
            "remove the method from the list of the SQL verb, or make an object of the body with `request.transform`",
        );
    }
}
