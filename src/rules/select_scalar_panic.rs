//! A method for SELECT has rows that are numbers or booleans, or of no type at all.

use crate::mapping::SqlVerb;

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let mark = context.name_mark();
    let Some(row) = &method.row_schema else { return };
    let is_explicit = method.is_list || context.object_key().is_some() || row.text("type") == Some("integer");
    let is_bare = row
        .as_mapping()
        .is_some_and(|entries| entries.keys().all(|key| matches!(&**key, "description" | "title" | "example")));
    let is_scalar = matches!(row.text("type"), Some("integer" | "number" | "boolean"))
        && row.entries("properties").next().is_none();
    if is_explicit && (is_scalar || is_bare) {
        let message = format!("the rows of `{}` are {}", context.name, row.text("type").unwrap_or("of no type"));
        findings.add(mark, message, "describe rows as objects, or as text");
    }
}
