//! A parameter has no schema.

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    for (name, _, node) in context.declared(operation.node) {
        if node.get("schema").is_none() && node.get("content").is_none() {
            findings.add(node.mark, format!("the parameter `{name}` has no schema"), "add `schema: {type: string}`");
        }
    }
}
