//! A row is one of several alternative schemas.

use crate::rules::{Findings, MethodContext};
use crate::schema::ALTERNATIVES;
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(row) = &method.row_schema else { return };
    let has_own = row.entries("properties").next().is_some() || !row.items("allOf").is_empty();
    let alternatives = ALTERNATIVES.into_iter().find(|key| !row.items(key).is_empty());
    if let (Some(key), false) = (alternatives, has_own) {
        let mark = row.get(key).unwrap_or(row).mark;
        findings.add(mark, format!("the columns are those of all members of `{key}`"), "nothing, if this is intended");
    }
}
