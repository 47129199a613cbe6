//! The name of a column is an SQL keyword.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::sql::is_keyword;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) {
        return;
    }
    for (name, mark) in context.columns().filter(|(name, _)| is_keyword(name)) {
        findings.add(
            mark,
            format!("the column name `{name}` is a keyword and needs double quotes"),
            "nothing; use the quotes in examples",
        );
    }
}
