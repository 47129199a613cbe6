//! Checks that operations have a server. What is wrong with one, the rules of `validate` say.

use crate::config::ConfigFile;
use crate::engine::servers::has_host;
use crate::finding::{Finding, SERVER_MISSING, Site};
use crate::normalise::Operation;
use crate::tree::Node;

/// Reports that operations without a server of their own have none to send requests to in their document.
pub fn check(config: &ConfigFile, root: &Node, operations: &[&Operation]) -> Option<Finding> {
    let has_own = |it: &&Operation| [&it.node, &it.item].iter().any(|holder| !holder.items("servers").is_empty());
    let of_all = root.items("servers").first();
    if of_all.is_some_and(has_host) || operations.iter().all(has_own) {
        return None;
    }
    let mark = of_all.map_or(root.get("servers").unwrap_or(root), |server| server.get("url").unwrap_or(server)).mark;
    let site = if config.servers().is_some() { Site::Config(mark) } else { Site::Spec(mark) };
    let message = "the document has no server with a host, so no request can be sent";
    Some(Finding::new(&SERVER_MISSING, site, message, "set `servers` in provgen.yaml"))
}
