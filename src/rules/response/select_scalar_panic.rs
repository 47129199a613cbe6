//! The rows of a method for SELECT are numbers or booleans, or have no type.

use crate::engine::rows::Bare;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) || context.is_unsuitable() {
        return;
    }
    if let Some(Bare::Value(kind)) = context.bare_rows() {
        let what = if kind.is_empty() { "of no type".to_owned() } else { format!("of the type {kind}") };
        let message = format!("the rows of `{}` are {what}", context.name);
        findings.add(context.name_mark(), message, "describe rows as objects, or as text");
    }
}
