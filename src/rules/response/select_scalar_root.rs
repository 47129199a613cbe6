//! A method for SELECT has a response that is a single value.

use crate::engine::rows::{Plain, plain};
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(schema) = method.response_schema.as_ref().filter(|_| context.object_key().is_none()) else { return };
    if plain(schema, false) == Some(Plain::Value) {
        let kind = schema.text("type").unwrap_or_default();
        let message = format!("SELECT refuses `{}`: its response is a single value of the type {kind}", context.name);
        findings.add(context.name_mark(), message, "make an object of it with a `transform` and a `schema_override`");
    }
}
