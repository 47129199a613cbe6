//! Checks that operations have a server. What is wrong with one, the rules of `validate` say.

use crate::config::ConfigFile;
use crate::engine::servers::{has_host, servers};
use crate::finding::{Finding, SERVER_MISSING, Site};
use crate::normalise::Operation;
use crate::tree::Node;

/// Reports that operations have no server to send requests to, neither their own nor that of their document.
pub fn check(config: &ConfigFile, root: &Node, operations: &[&Operation]) -> Option<Finding> {
    let has_server = |operation: &&Operation| {
        let nearest_first = [&operation.node, &operation.item, root].map(|node| node.items("servers"));
        servers(nearest_first.into_iter()).first().is_some_and(has_host)
    };
    if operations.iter().all(has_server) {
        return None;
    }
    let mark = root.get("servers").unwrap_or(root).mark;
    let site = if config.servers().is_some() { Site::Config(mark) } else { Site::Spec(mark) };
    let message = "the document has no server with a host, so no request can be sent";
    Some(Finding::new(&SERVER_MISSING, site, message, "set `servers` in provgen.yaml"))
}
