//! The host of a server begins and ends with a variable.

use crate::engine::servers::{has_variables_at_ends, router_servers};
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for server in router_servers(context.tree()).flat_map(|(_, servers)| servers) {
        let url = server.get("url").unwrap_or(server);
        let text = url.as_str().unwrap_or_default();
        if has_variables_at_ends(text) {
            let message =
                format!("every call of the service crashes: the host of `{text}` begins and ends with a variable");
            findings.add(url.mark, message, "make one variable of the host, or write one of the ends as text");
        }
    }
}
