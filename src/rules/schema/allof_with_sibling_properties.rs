//! A row schema has properties of its own and an `allOf` with further properties.

use std::collections::BTreeSet;

use crate::engine::Columns;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(row) = method.row_schema.as_ref().filter(|row| row.entries("properties").next().is_some()) else { return };
    let Some(mark) = row.get("allOf").map(|members| members.mark) else { return };
    let resolver = context.service.resolver();
    let known: BTreeSet<&str> = method.fields.iter().flatten().map(|field| field.property.as_str()).collect();
    let members = row.items("allOf").iter().filter_map(|member| resolver.resolve(member));
    let columns = members.flat_map(|member| Columns::new(resolver).unioned(true).properties(member));
    let is_lost = |name: &String| !known.contains(name.as_str());
    let lost: BTreeSet<String> = columns.map(|field| field.name).filter(is_lost).collect();
    if !lost.is_empty() {
        let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
        let message = format!("the schema's own properties hide those of `allOf`: {}", lost.join(", "));
        findings.add(mark, message, "move the schema's own properties into a further member of `allOf`");
    }
}
