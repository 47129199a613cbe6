//! The whole host of a server is one variable without a pattern.

use crate::engine::servers::plain_host_variable;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, _) in servers::of(context) {
        if let Some(host) = plain_host_variable(server.text("url").unwrap_or_default()) {
            let mark = server.get("url").unwrap_or(server).mark;
            findings.add(
                mark,
                format!("`{host}` does not match host names with a dot"),
                "give the variable a pattern: `{name:^(?:.+)$}`",
            );
        }
    }
}
