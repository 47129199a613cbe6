//! A column has characters that SQLite reads as operators.

use crate::engine::names::NameClass;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (name, _, mark) in context.columns_of(&[NameClass::Characters]) {
        let message = format!("SELECT cannot use the column `{name}` by name: the engine drops its double quotes");
        findings.add(mark, message, format!("write `SELECT *`, or `\"\"\"{name}\"\"\"` with an alias"));
    }
}
