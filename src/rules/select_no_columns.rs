//! A method for SELECT has rows without columns.

use crate::sql::SqlVerb;

use super::rows::{self, Bare};
use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    if !context.is_unsuitable() && rows::bare(method, context.service.resolver()) == Some(Bare::Object) {
        findings.add(
            context.name_mark(),
            format!("the rows of `{}` are objects without properties", context.name),
            "describe the properties of a row",
        );
    }
}
