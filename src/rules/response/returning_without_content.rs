//! RETURNING crashes with a method whose response has no content.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let changes = [SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete];
    let verb = changes.into_iter().find(|verb| context.is_listed(*verb));
    if let (Some(method), Some(verb)) = (context.method, verb)
        && method.response_schema.is_none()
    {
        let message = format!("`{} .. RETURNING` crashes with `{}`", verb.name().to_uppercase(), context.name);
        findings.add(context.name_mark(), message, "leave RETURNING out of examples");
    }
}
