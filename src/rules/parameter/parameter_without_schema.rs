//! A parameter has no schema.

use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::tree::Node;

/// The engine reads no type from `content`, and of a path item's parameters it uses only the required ones.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let inherited = context.declared(operation.item).filter(|(_, _, node)| node.flag("required"));
    for (name, _, node) in context.declared(operation.node).chain(inherited) {
        if node.get("schema").is_none_or(Node::is_null) {
            let severity = if node.flag("required") { Severity::Error } else { Severity::Info };
            let message = format!("the parameter `{name}` has no schema");
            findings.add_as(severity, node.mark, message, "add `schema: {type: string}`");
        }
    }
}
