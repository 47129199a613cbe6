//! A method for INSERT has no request body.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

/// A body without a schema is reported by `request-media-type-unresolved`.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Insert)) else { return };
    let has_content = context.body().is_some_and(|body| body.entries("content").next().is_some());
    if method.body_schema.is_none() && !has_content {
        let message = format!("`SHOW INSERT` fails: `{}` has no request body", context.name);
        findings.add(context.name_mark(), message, "describe the body, or call the method with EXEC");
    }
}
