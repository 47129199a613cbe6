//! The name of a column makes every query of the resource fail or return nothing.

use crate::engine::names::NameClass;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (name, class, mark) in context.columns_of(&[NameClass::NoRows, NameClass::NoTable]) {
        let message = match class {
            NameClass::NoRows => format!("with a column `{name}`, SELECT never returns a row"),
            _ => format!("with a column `{name}`, SELECT cannot make a table of the rows"),
        };
        findings.add(mark, message, "rename the property with a `transform`, or remove it");
    }
}
