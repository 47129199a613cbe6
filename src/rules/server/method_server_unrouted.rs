//! A method has a server that is none of the document.

use crate::engine::servers::is_routed;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let has_nearer = [operation.node, operation.item].iter().any(|holder| !holder.items("servers").is_empty());
    let known = context.service.tree().items("servers");
    let Some(server) = context.node.items("servers").first().filter(|_| !has_nearer) else { return };
    if !is_routed(server, known) {
        let url = server.text("url").unwrap_or_default();
        let message = format!("no request of `{}` can be sent: `{url}` is no server of the document", context.name);
        findings.add(server.mark, message, "move `servers` to the operation or its path");
    }
}
