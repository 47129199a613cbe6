//! The name of a column is empty.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let property = method.row_schema.as_ref().and_then(|row| row.get("properties")?.get(""));
    if let Some(property) = property {
        findings.add(
            property.mark,
            format!("the rows of `{}` have a column with an empty name", context.name),
            "remove the property, or name it",
        );
    }
}
