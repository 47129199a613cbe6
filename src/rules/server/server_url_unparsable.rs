//! The URL of a server is one that the engine cannot call.

use crate::engine::servers::url_fault;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    if context.is_local() {
        return;
    }
    for (server, _) in servers::of(context) {
        let url = server.get("url").unwrap_or(server);
        let text = url.as_str().unwrap_or_default();
        if let Some(fault) = url_fault(text) {
            findings.add(url.mark, format!("no call reaches `{text}`: it {fault}"), "write `https://host/path`");
        }
    }
}
