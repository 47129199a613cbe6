//! The name of a column contains characters that SQL identifiers cannot have.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::sql::is_word;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) {
        return;
    }
    for (name, mark) in context.columns().filter(|(name, _)| !name.is_empty() && !is_word(name)) {
        findings.add(
            mark,
            format!("SQL accepts the column `{name}` only in double quotes"),
            "nothing; use the quotes in examples",
        );
    }
}
