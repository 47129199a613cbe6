//! The rows of a method for SELECT have no columns.

use crate::engine::rows::Bare;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) {
        return;
    }
    if !context.is_unsuitable() && context.bare_rows() == Some(Bare::Object) {
        findings.add(
            context.name_mark(),
            format!("the rows of `{}` are objects without properties", context.name),
            "describe the properties of a row",
        );
    }
}
