//! A server variable is not in the URL of the server.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, in_url) in context.servers() {
        for (name, variable) in server.entries("variables").filter(|(name, _)| !in_url.contains(&&***name)) {
            findings.add(
                variable.mark,
                format!("the server variable `{{{name}}}` is not in the URL"),
                "remove the variable, or add it to the URL",
            );
        }
    }
}
