//! The response of a method for SELECT is neither a list nor an object with properties.

use crate::engine::rows::plain;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

/// `select-scalar-root` reports single values, `items-stray` stray `items`.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let schema = context.method.and_then(|method| method.response_schema.as_ref());
    let has_own_rule = schema.is_some_and(|schema| plain(schema, false).is_some() || schema.get("items").is_some());
    if context.is_listed(SqlVerb::Select) && context.is_unsuitable() && !has_own_rule {
        let message = format!("SELECT makes no rows of the response of `{}`", context.name);
        findings.add(context.name_mark(), message, "describe the response, or name the rows with `objectKey`");
    }
}
