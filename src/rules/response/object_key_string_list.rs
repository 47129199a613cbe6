//! The object key of a method for SELECT leads to a list of text.

use crate::engine::rows::{Plain, plain};
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let (Some(row), Some((key, mark))) = (&method.row_schema, context.object_key()) else { return };
    if plain(row, method.is_list) == Some(Plain::Texts) {
        let message = format!("`{key}` leads to a list of text: each row of `{}` is NULL", context.name);
        findings.add(mark, message, "make an object of each text with a `transform` and a `schema_override`");
    }
}
