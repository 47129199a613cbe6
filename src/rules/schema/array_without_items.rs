//! A method for SELECT returns a list without `items`.

use crate::engine::rows::Bare;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) {
        return;
    }
    if context.bare_rows() == Some(Bare::List) {
        findings.add(
            context.name_mark(),
            format!("SELECT refuses `{}`, and `DESCRIBE` crashes: its list of rows has no `items`", context.name),
            "describe what is in the list",
        );
    }
}
