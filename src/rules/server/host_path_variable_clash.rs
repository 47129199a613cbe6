//! A variable of a server has the name of a parameter in a path of that server.

use crate::engine::path::names;
use crate::engine::servers::router_servers;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let mut reported = Vec::new();
    for (path, servers) in router_servers(context.tree()) {
        let in_path = names(path);
        for server in servers {
            let url = server.get("url").unwrap_or(server);
            let clash = names(url.as_str().unwrap_or_default()).into_iter().find(|name| in_path.contains(name));
            let Some(name) = clash.filter(|_| !reported.contains(&url.mark)) else { continue };
            reported.push(url.mark);
            let message = format!("`{name}` is a variable of the server and a parameter of its path `{path}`");
            findings.add(url.mark, message, "rename the variable of the server");
        }
    }
}
