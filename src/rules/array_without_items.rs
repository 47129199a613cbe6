//! A method for SELECT has a list that does not say what is in it.

use crate::sql::SqlVerb;

use super::rows::{self, Bare};
use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    if rows::bare(method, context.service.resolver()) == Some(Bare::List) {
        findings.add(
            context.name_mark(),
            format!("the list of rows of `{}` has no `items`", context.name),
            "describe what is in the list",
        );
    }
}
