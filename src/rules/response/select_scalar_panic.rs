//! A method for SELECT has a list of numbers or booleans, or of values of no type at all.

use crate::engine::rows::Bare;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if !context.is_listed(SqlVerb::Select) || context.is_unsuitable() {
        return;
    }
    let is_list = context.method.is_some_and(|method| method.is_list);
    if let Some(Bare::Value(kind)) = context.bare_rows().filter(|_| is_list) {
        let what = if kind.is_empty() { "of no type".to_owned() } else { format!("of the type {kind}") };
        let message = format!("SELECT of `{}` ends the process: its rows are a list of values {what}", context.name);
        findings.add(
            context.name_mark(),
            message,
            "describe the rows as objects, which a `transform` can make of them",
        );
    }
}
