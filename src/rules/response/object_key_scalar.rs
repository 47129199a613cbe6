//! The object key of a method for SELECT leads to a single value.

use crate::engine::rows::{Plain, plain};
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some((key, mark)) = context.object_key() else { return };
    if method.row_schema.as_ref().and_then(|row| plain(row, method.is_list)) == Some(Plain::Value) {
        let message = format!("`{key}` leads to a single value: `SELECT` of `{}` gives one row of NULL", context.name);
        findings.add(mark, message, "remove the key, or give the value a name with a `transform`");
    }
}
