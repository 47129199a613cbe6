//! The port of a server is a variable.

use crate::engine::servers::has_variable_port;
use crate::rules::{Findings, ServiceContext};

/// Checks the servers of the document, of paths and of operations.
pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let items = context.tree().entries("paths").map(|(_, item)| item);
    let holders = items.chain(context.operations().map(|(_, _, operation)| operation)).chain([context.tree()]);
    for server in holders
        .flat_map(|holder| holder.items("servers"))
        .filter(|server| has_variable_port(server.text("url").unwrap_or_default()))
    {
        let url = server.get("url").unwrap_or(server);
        let message = format!("the port of `{}` is a variable", url.as_str().unwrap_or_default());
        findings.add(url.mark, message, "write the port as a number");
    }
}
