//! The port of a server is a variable.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for server in context.tree().items("servers") {
        let url = server.text("url").unwrap_or_default();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
        if host.contains(":{") && !host.split(":{").next().unwrap_or_default().contains('{') || host.contains("}:{") {
            findings.add(
                server.get("url").unwrap_or(server).mark,
                format!("the port of `{url}` is a variable"),
                "write the port as a number",
            );
        }
    }
}
