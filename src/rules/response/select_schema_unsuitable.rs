//! The response of a method for SELECT is neither a list nor an object with properties.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if context.is_listed(SqlVerb::Select) && context.is_unsuitable() {
        let message = format!("SELECT cannot get rows from the response of `{}`", context.name);
        findings.add(context.name_mark(), message, "describe the response, or select the rows with `objectKey`");
    }
}
