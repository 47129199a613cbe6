//! A parameter is sent in a place that the engine does not know.

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    for holder in [operation.node, operation.item] {
        for (name, place, node) in context.declared(holder) {
            if !matches!(place, "path" | "query" | "header" | "cookie" | "server" | "context") {
                findings.add(
                    node.mark,
                    format!("the parameter `{name}` is sent in `{place}`"),
                    "write path, query, header or cookie",
                );
            }
        }
    }
}
