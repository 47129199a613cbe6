//! A method has an object key, but its response has no schema.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Some(method), Some((key, mark))) = (context.method, context.object_key()) else { return };
    if method.response_schema.is_none() {
        findings.add(
            mark,
            format!("the object key `{key}` has no effect: the response has no schema"),
            "give the response a schema, or remove the key",
        );
    }
}
