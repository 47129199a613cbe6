//! A variable of a server has the name of a path parameter.

use crate::normalise::placeholders;

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let name_of = |name: &str| name.split(':').next().unwrap_or(name).to_owned();
    for server in context.tree().items("servers") {
        let in_host: Vec<String> =
            placeholders(server.text("url").unwrap_or_default()).into_iter().map(name_of).collect();
        let paths = context.tree().entries("paths").flat_map(|(path, _)| placeholders(path)).map(name_of);
        if let Some(name) = paths.into_iter().find(|name| in_host.contains(name)) {
            let mark = server.get("url").unwrap_or(server).mark;
            findings.add(
                mark,
                format!("`{name}` is a variable of the server and a parameter of a path"),
                "rename the variable of the server",
            );
        }
    }
}
