//! A method has a `request.base` that statements without values of the body do not send.

use crate::rules::{Findings, MethodContext};

/// INSERT, UPDATE and REPLACE nearly always give a value.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|method| method.required_body.is_empty() && !context.takes_columns())
    else {
        return;
    };
    let Some(base) = context.request("base").filter(|_| context.request("default").is_none()) else { return };
    if method.body_schema.is_some() {
        let message = format!("a statement without values of the body sends `null` to `{}`, not `base`", context.name);
        findings.add(base.mark, message, "write the same text as `request.default`");
    }
}
