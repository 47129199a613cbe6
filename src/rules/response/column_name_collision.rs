//! Two columns of a method for SELECT differ in case only.

use std::collections::BTreeMap;

use crate::engine::casing::to_snake;
use crate::model::Method;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let columns = method.fields.iter().flatten().map(|field| (field.property.as_str(), field.name.clone()));
    let alias = |name: &str| if context.service.has_aliases() { to_snake(name) } else { name.to_owned() };
    let required = context.same_row().into_iter().flat_map(Method::required_parameters);
    let required = required.map(|parameter| parameter.name.as_str());
    let variables = method.server_variables.iter().map(|variable| variable.name.as_str());
    let added = required.chain(variables).map(|name| (name, alias(name)));
    let columns = columns.map(|column| (column, true)).chain(added.map(|column| (column, false)));
    let mut seen: BTreeMap<String, (&str, String)> = BTreeMap::new();
    for ((name, column), is_column) in columns {
        let known = seen.entry(column.to_ascii_lowercase()).or_insert_with(|| (name, column.clone()));
        // An added column is left out if the row has one with exactly this name.
        if known.0 == name || (!is_column && known.1 == column) {
            continue;
        }
        let properties = method.row_schema.as_ref().and_then(|row| row.get("properties"));
        let mark = properties
            .and_then(|it| it.get(name).or_else(|| it.get(known.0)))
            .map_or(context.name_mark(), |node| node.mark);
        let message = format!("SQLite treats `{}` and `{name}` as the same column", known.0);
        findings.add(mark, message, "remove or rename one of them");
    }
}
