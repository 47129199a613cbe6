//! The statement of a view does not give what its tables require.

use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;
use crate::sql::statement::{Reading, Table};
use crate::sql::view;
use crate::text::listed;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (ddl, node) in view::alternatives(context.node).filter_map(view::ddl) {
        let Ok(reading) = Reading::of(&view::filled(ddl)) else { continue };
        for table in reading.tables.iter().filter(|table| !table.is_function) {
            if let Some(message) = refusal(context, &reading, table) {
                findings.add(node.mark, message, "add the names to the WHERE of the statement, or join on them");
            }
        }
    }
}

/// Why the engine finds no method for a table of the same service.
fn refusal(context: &ResourceContext<'_>, reading: &Reading, table: &Table) -> Option<String> {
    let path: Vec<&str> = table.path.iter().map(|name| name.text.as_str()).collect();
    let [provider, service, name] = path.as_slice() else { return None };
    let own = &context.service.file.service;
    let is_own = context.service.provider.is_none_or(|opened| opened.name() == *provider) && *service == own.name;
    let resource = own.resources.iter().find(|resource| is_own && resource.name == *name)?;
    let methods = resource.methods_of(SqlVerb::Select);
    let least = methods.iter().min_by_key(|method| method.required_keys().len())?;
    if resource.view.is_some() || resource.chosen(SqlVerb::Select, reading.given_to(table)).is_some() {
        return None;
    }
    let wanted: Vec<&str> = least.required_keys().into_iter().collect();
    Some(format!(
        "SELECT refuses the view `{}`: its statement does not give {} to `{name}`",
        context.name,
        listed(&wanted)
    ))
}
