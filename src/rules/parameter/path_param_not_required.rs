//! A path parameter is not marked as required.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let names = context.placeholders();
    for (name, place, node) in context.declared(operation.node) {
        if place == "path" && names.contains(&name) && (!node.flag("required") || node.flag("allowEmptyValue")) {
            let message = format!("the path parameter `{name}` of `{}` is not required", operation.path);
            findings.add(node.mark, message, "add `required: true`");
        }
    }
}
