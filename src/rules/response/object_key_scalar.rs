//! The object key of a method for SELECT points to plain text.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let (Some(row), Some((key, mark))) = (&method.row_schema, context.object_key()) else { return };
    let has_properties = row.entries("properties").next().is_some();
    if method.object_key.is_some() && row.text("type") == Some("string") && !has_properties {
        let message = format!("`{key}` points to plain text, so the rows of `{}` have no column names", context.name);
        findings.add(mark, message, "nothing, or name the value with a `transform`");
    }
}
