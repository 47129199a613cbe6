//! Servers that count: of each list the first one.

use crate::engine::path::names;
use crate::finding::Rule;
use crate::model::server_faults;
use crate::registry::{self};
use crate::rules::{Findings, ServiceContext};
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

/// Reports the faults of one rule in the servers that count.
pub(super) fn report(context: &ServiceContext<'_>, rule: &Rule, findings: &mut Findings) {
    for (server, _) in of(context) {
        report_one(server, rule, findings);
    }
}

/// Reports the faults of one rule in a server.
pub(super) fn report_one(server: &Node, rule: &Rule, findings: &mut Findings) {
    let mark = server.get("url").unwrap_or(server).mark;
    for fault in server_faults(server).into_iter().filter(|fault| fault.rule == rule) {
        findings.add(mark, fault.message, fault.help);
    }
}
