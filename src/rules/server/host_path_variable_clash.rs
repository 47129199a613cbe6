//! A server variable has the same name as a path parameter.

use std::collections::BTreeSet;

use crate::engine::path::names;
use crate::rules::{Findings, ServiceContext};
use crate::tree::Node;

/// Servers of the document apply to every path, those of a path item or an operation to their own.
pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let tree = context.tree();
    let all: BTreeSet<&str> = tree.entries("paths").flat_map(|(path, _)| names(path)).collect();
    compare(tree, &all, findings);
    let items = tree.entries("paths");
    for (path, holder) in items.chain(context.operations().map(|(path, _, operation)| (path, operation))) {
        if !holder.items("servers").is_empty() {
            compare(holder, &names(path).into_iter().collect(), findings);
        }
    }
}

fn compare(holder: &Node, in_paths: &BTreeSet<&str>, findings: &mut Findings) {
    for server in holder.items("servers") {
        if let Some(name) = names(server.text("url").unwrap_or_default()).iter().find(|it| in_paths.contains(*it)) {
            findings.add(
                server.get("url").unwrap_or(server).mark,
                format!("`{name}` is a server variable and a path parameter"),
                "rename the server variable",
            );
        }
    }
}
