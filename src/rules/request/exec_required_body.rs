//! A method in no list of a SQL verb has a body with required properties.

use crate::rules::{Findings, MethodContext};
use crate::text::listed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_exec_only()) else { return };
    let names: Vec<&str> = method.required_body.iter().map(String::as_str).collect();
    let Some(schema) = method.body_schema.as_ref().filter(|_| !names.is_empty()) else { return };
    let message = format!("`EXEC` of `{}` wants {} as parameters, beside `@@json`", context.name, listed(&names));
    let mark = schema.get("required").unwrap_or(schema).mark;
    findings.add(
        mark,
        message,
        "remove `required` from the schema of the request, or list the method under a SQL verb",
    );
}
