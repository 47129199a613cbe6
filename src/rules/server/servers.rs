//! Servers that count: of each list the first one.

use crate::engine::path::names;
use crate::registry::{self};
use crate::rules::ServiceContext;
use crate::tree::Node;

/// Returns the first server of the document, of each path and of each operation that a method calls, with the variables
/// in its URL.
pub(super) fn of<'a>(context: &ServiceContext<'a>) -> Vec<(&'a Node, Vec<&'a str>)> {
    let tree = context.tree();
    let methods = context.resources().flat_map(|(_, resource)| resource.entries("methods").map(|(_, method)| method));
    let holders = methods.filter_map(|method| Some((method, registry::operation(tree, method).ok()?)));
    let nearer = holders.flat_map(|(method, operation)| [operation.node, operation.item, method]);
    let mut servers: Vec<&Node> = nearer.chain([tree]).filter_map(|holder| holder.items("servers").first()).collect();
    servers.sort_by_key(|server| server.mark);
    servers.dedup_by_key(|server| server.mark);
    servers.into_iter().map(|server| (server, names(server.text("url").unwrap_or_default()))).collect()
}
