//! A method has no server.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let holders = [operation.node, operation.item, context.node, context.service.tree()];
    let has_inline = context.node.get("inline").is_some();
    if !has_inline && holders.iter().all(|holder| holder.items("servers").is_empty()) {
        findings.add(
            context.name_mark(),
            format!("no server is declared for `{}`", context.name),
            "add `servers` to the document",
        );
    }
}
