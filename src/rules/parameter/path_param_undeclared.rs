//! A path has a parameter that its operation does not declare.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    if context.is_graphql() {
        return;
    }
    for name in context.placeholders() {
        let is_declared =
            |holder| context.declared(holder).any(|(declared, place, _)| declared == name && place == "path");
        if !is_declared(operation.node) && !is_declared(operation.item) {
            let message = format!("the path of `{}` has `{name}`, which its operation does not declare", context.name);
            findings.add(context.operation_mark(), message, "declare it in the `parameters` of the operation");
        }
    }
}
