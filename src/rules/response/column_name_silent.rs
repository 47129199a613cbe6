//! A column has the name of a value that SQLite knows.

use crate::engine::names::NameClass;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (name, _, mark) in context.columns_of(&[NameClass::Silent]) {
        let value = if name.eq_ignore_ascii_case("null") { "NULL" } else { "the time of the query" };
        let message = format!("`SELECT \"{name}\"` gives {value} instead of the column, without an error");
        findings.add(mark, message, "rename the property with a `transform`");
    }
}
