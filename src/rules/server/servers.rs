//! Reports the faults of servers, each by its rule.

use crate::finding::Rule;
use crate::model::server_faults;
use crate::rules::{Findings, ServiceContext};
use crate::tree::Node;

/// Reports the faults of one rule in the servers that count.
pub(super) fn report(context: &ServiceContext<'_>, rule: &Rule, findings: &mut Findings) {
    for (server, _) in context.servers() {
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
