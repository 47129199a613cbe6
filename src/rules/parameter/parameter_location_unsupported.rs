//! The `in` of a parameter is not supported by the engine.

use crate::rules::{Findings, MethodContext};
use crate::tree::Node;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let resolver = context.service.resolver();
    let all = [operation.node, operation.item].into_iter().flat_map(|holder| holder.items("parameters"));
    let parameters = all.filter_map(|node| resolver.resolve(node));
    for node in parameters {
        let Some(name) = node.text("name") else { continue };
        let message = match node.get("in").map(Node::as_str) {
            None => format!("the parameter `{name}` does not say where it is sent"),
            Some(Some("path" | "query" | "header" | "server" | "context") | None) => continue,
            Some(Some(place)) => format!("the parameter `{name}` is sent in `{place}`"),
        };
        findings.add(node.mark, message, "write path, query or header, or remove the parameter");
    }
}
