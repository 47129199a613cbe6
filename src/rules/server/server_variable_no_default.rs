//! A server variable has no default.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, in_url) in context.servers() {
        for (name, variable) in server.entries("variables").filter(|(name, _)| in_url.contains(&&***name)) {
            if variable.get("default").is_none_or(|node| node.is_null() || node.as_str() == Some("")) {
                findings.add(variable.mark, format!("the server variable `{name}` has no default"), "add a default");
            }
        }
    }
}
