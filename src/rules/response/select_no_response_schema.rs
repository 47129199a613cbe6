//! The response of a method for SELECT has no schema.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let mark = context.name_mark();
    if method.response_schema.is_none() {
        let message = format!("SELECT cannot use `{}`: its response has no schema", context.name);
        findings.add(mark, message, "give the response a schema, or remove the method from the list");
    }
}
