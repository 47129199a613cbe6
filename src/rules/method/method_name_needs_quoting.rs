//! The name of a method is a keyword, or contains characters that SQL identifiers cannot have.

use crate::rules::{Findings, MethodContext};
use crate::sql::{Position, needs_quotes};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if needs_quotes(context.name, Position::BehindDot) {
        let message = format!("EXEC accepts the method name `{}` only in double quotes", context.name);
        findings.add(context.name_mark(), message, "use letters, digits and `_`, and avoid keywords");
    }
}
