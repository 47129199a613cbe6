//! The row of a method for SELECT has `items` and is no array.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(row) = &method.row_schema else { return };
    let Some(items) = row.get("items").filter(|_| matches!(row.text("type"), None | Some("object"))) else { return };
    let (message, help) = match row.text("type") {
        None => (format!("SELECT refuses `{}`: its row has `items` and no type", context.name), "add `type: array`"),
        _ => (
            format!("SELECT of `{}` gives NULL in every column: its row is an object with `items`", context.name),
            "remove `items`, or write `type: array`",
        ),
    };
    findings.add(items.mark, message, help);
}
