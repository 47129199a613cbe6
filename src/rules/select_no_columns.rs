//! A method for SELECT has rows without columns.

use crate::mapping::SqlVerb;

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let mark = context.name_mark();
    let Some(row) = &method.row_schema else { return };
    let is_explicit = method.is_list || context.object_key().is_some();
    if is_explicit && row.text("type") == Some("object") && method.fields.as_ref().is_some_and(Vec::is_empty) {
        findings.add(
            mark,
            format!("the rows of `{}` are objects without properties", context.name),
            "describe the properties of a row",
        );
    }
}
