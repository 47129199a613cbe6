//! EXEC refuses a method because of its response.

use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

/// Other rules report the responses of methods for SELECT.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(refusal) = context.exec_refusal().filter(|_| !context.is_listed(SqlVerb::Select)) else { return };
    let severity = if context.is_exec_only() { Severity::Error } else { Severity::Info };
    let message = format!("`EXEC` refuses `{}`: its response {}", context.name, refusal.text());
    let help = "add `overrideMediaType: application/json` and a `schema_override` that is an object with properties";
    findings.add_as(severity, context.name_mark(), message, help);
}
