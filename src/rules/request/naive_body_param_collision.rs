//! A property of the request body has the same name as a parameter.

use std::collections::BTreeSet;

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) =
        context.method.filter(|method| method.body_names.as_deref().is_some_and(|names| names.starts_with("naive")))
    else {
        return;
    };
    let Some(schema) = &method.body_schema else { return };
    let names: BTreeSet<&str> = method.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    for (name, _) in schema.entries("properties") {
        if names.contains(&**name) {
            let message =
                format!("the property `{name}` in the body of `{}` has the name of a parameter", context.name);
            findings.add(
                context.name_mark(),
                message,
                "remove `requestBodyTranslate` from the method, so that the columns of the body get a prefix",
            );
        }
    }
}
