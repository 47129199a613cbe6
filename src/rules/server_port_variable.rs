//! The port of a server is a variable.

use crate::tree::Node;

use super::{Findings, ServiceContext};

/// Looks for it, at the document, at paths and at operations.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let items = context.tree().entries("paths").map(|(_, item)| item);
    let holders = items.chain(context.operations().map(|(_, _, operation)| operation)).chain([context.tree()]);
    for server in holders.flat_map(|holder| holder.items("servers")).filter(|server| has_port(server)) {
        let url = server.get("url").unwrap_or(server);
        let message = format!("the port of `{}` is a variable", url.as_str().unwrap_or_default());
        findings.add(url.mark, message, "write the port as a number");
    }
}

/// A colon within braces begins a regular expression, and no port.
fn has_port(server: &Node) -> bool {
    let url = server.text("url").unwrap_or_default();
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut depth = 0_usize;
    let mut before = None;
    for c in host.chars() {
        match c {
            '{' if depth == 0 && before == Some(':') => return true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => return false,
            _ => {}
        }
        before = Some(c);
    }
    false
}
