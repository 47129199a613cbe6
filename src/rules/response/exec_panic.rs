//! EXEC crashes with a method in no list of a SQL verb.

use std::collections::BTreeSet;

use crate::engine::exec;
use crate::rules::{Findings, MethodContext};
use crate::text::listed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_exec_only()) else { return };
    let Some(schema) = method.response_schema.as_ref() else { return };
    if method.fields.as_ref().is_none_or(Vec::is_empty) || context.exec_refusal().is_some() {
        return;
    }
    let own = method.required_body.iter().map(String::as_str);
    let variables = method.server_variables.iter().map(|variable| variable.name.as_str());
    let of_row = context.same_row().into_iter().flat_map(|method| method.required_parameters());
    let names: BTreeSet<&str> = own.chain(variables).chain(of_row.map(|parameter| parameter.name.as_str())).collect();
    let missing = exec::missing(names, schema, context.service.resolver());
    if !missing.is_empty() {
        let message = format!("`EXEC` of `{}` crashes: its response has no {}", context.name, listed(&missing));
        let help =
            "add `overrideMediaType: application/json` and a `schema_override` with these names, or a list of the row";
        findings.add_for_older(context.name_mark(), message, help);
    }
}
