//! The host of a server stands for one that users have to fill in, and is no variable.

use crate::engine::servers::host;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, _) in servers::of(context) {
        let url = server.get("url").unwrap_or(server);
        let host = host(url.as_str().unwrap_or_default());
        if host.split('.').any(is_placeholder) {
            let message = format!("the host `{host}` looks like a placeholder, and SQL cannot fill it in");
            findings.add(url.mark, message, "make a variable of it: `https://{domain}.example.com`, with a default");
        }
    }
}

/// Whether a label of a host is `yourDomain`, `your-domain` or `<domain>`.
fn is_placeholder(label: &str) -> bool {
    let behind = label.strip_prefix("your").or_else(|| label.strip_prefix("my")).and_then(|rest| rest.chars().next());
    behind.is_some_and(|first| first.is_ascii_uppercase() || first == '-' || first == '_') || label.starts_with('<')
}
