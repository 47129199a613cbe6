//! A method for SELECT has a list that does not say what is in it.

use crate::mapping::SqlVerb;

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let mark = context.name_mark();
    let is_array = method
        .row_schema
        .as_ref()
        .is_some_and(|row| row.text("type") == Some("array") && row.get("items").is_none_or(|it| it.is_null()));
    if is_array {
        findings.add(
            mark,
            format!("the list of rows of `{}` has no `items`", context.name),
            "describe what is in the list",
        );
    }
}
