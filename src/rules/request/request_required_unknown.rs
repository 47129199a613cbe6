//! `request.required` lists a property that the request does not have.

use crate::engine::Columns;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Some(method), Some(required)) = (context.method, context.request("required")) else { return };
    let Some(schema) = &method.body_schema else { return };
    let properties = Columns::new(context.service.resolver()).unioned(true).properties(schema);
    for name in required.as_sequence().into_iter().flatten() {
        let text = name.as_str().unwrap_or_default();
        let is_property = properties.iter().any(|field| field.name == text || method.body_name(&field.name) == text);
        if !is_property && !method.parameters.iter().any(|parameter| parameter.name == text) {
            let message = format!("the request of `{}` has no property `{text}`", context.name);
            findings.add(name.mark, message, "correct the name, or remove it");
        }
    }
}
