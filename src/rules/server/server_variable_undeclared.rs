//! The URL of a server has a variable that is not declared.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, in_url) in context.servers() {
        for name in in_url.iter().filter(|name| server.get("variables").and_then(|it| it.get(name)).is_none()) {
            let mark = server.get("url").unwrap_or(server).mark;
            findings.add(
                mark,
                format!("the server variable `{name}` is not declared"),
                "declare it in `variables`, with a default",
            );
        }
    }
}
