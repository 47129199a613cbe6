//! Two members of `allOf` in a row have a property of one name.

use std::collections::BTreeSet;

use crate::engine::Columns;
use crate::rules::{Findings, MethodContext};
use crate::schema::composition;
use crate::sql::SqlVerb;
use crate::text::listed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(row) = method.row_schema.as_ref().filter(|row| composition(row) == Some("allOf")) else { return };
    if row.entries("properties").next().is_some() {
        return;
    }
    let once = Columns::new(context.service.resolver()).without_seconds().fields(row);
    let known: BTreeSet<&str> = once.iter().map(|field| field.name.as_str()).collect();
    let columns = method.fields.iter().flatten().map(|field| field.property.as_str());
    let seconds: Vec<&str> = columns.filter(|name| !known.contains(name)).collect();
    if !seconds.is_empty() {
        let message = format!("`{}` has columns that are always NULL: {}", context.name, listed(&seconds));
        findings.add(row.get("allOf").unwrap_or(row).mark, message, "merge the members into one schema");
    }
}
