//! A method in no list of a SQL verb has no request body.

use crate::rules::{Findings, MethodContext};

/// Nobody sends a body with GET or DELETE.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_exec_only()) else { return };
    if method.body_schema.is_none() && matches!(method.http_verb, "post" | "put" | "patch") {
        let message = format!("`EXEC` of `{}` with `@@json` crashes: the operation has no request body", context.name);
        findings.add_for_older(context.name_mark(), message, "describe the body, if the operation takes one");
    }
}
