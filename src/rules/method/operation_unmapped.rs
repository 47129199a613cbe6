//! No method calls an operation of the document.

use std::collections::HashSet;

use crate::registry;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    if context.has_resources_elsewhere() {
        return;
    }
    let methods = context.resources().flat_map(|(_, resource)| resource.entries("methods"));
    let called = methods.filter_map(|(_, method)| registry::operation(context.tree(), method).ok());
    let called: HashSet<_> = called.map(|operation| operation.node.mark).collect();
    for (path, verb, operation) in context.operations().filter(|(_, _, operation)| !called.contains(&operation.mark)) {
        let message = format!("no method calls `{} {path}`", verb.to_uppercase());
        findings.add(operation.mark, message, "map it, or remove it from the document");
    }
}
