//! A column is called like a keyword that fails in double quotes as well.

use crate::engine::names::NameClass;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (name, class, mark) in context.columns_of(&[NameClass::Unselectable, NameClass::Partial]) {
        let message = match class {
            NameClass::Partial => format!("`ORDER BY` or `WHERE` fails with the column `{name}`, in quotes as well"),
            _ => format!("SELECT cannot use the column `{name}` by name: the engine drops its double quotes"),
        };
        findings.add(mark, message, format!("write `SELECT *`, or `\"\"\"{name}\"\"\"` with an alias"));
    }
}
