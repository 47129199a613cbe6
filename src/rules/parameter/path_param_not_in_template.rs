//! An operation declares a path parameter that is not in its path.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    if context.is_graphql() {
        return;
    }
    let names = context.placeholders();
    for (name, place, node) in context.declared(operation.node) {
        if place == "path" && !names.contains(&name) {
            let message = format!("the path parameter `{{{name}}}` is not in the path `{}`", operation.path);
            findings.add(node.mark, message, "add it to the path, or remove the parameter");
        }
    }
}
