//! `views` has a key that is not `select`.

use crate::rules::{Findings, ResourceContext};
use crate::tree::Node;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let views = context.node.at_pointer("/config/views").and_then(Node::as_mapping);
    for (key, node) in views.into_iter().flatten().filter(|(key, _)| &***key != "select") {
        let message = format!("the engine ignores `{key}` in `views`");
        findings.add(node.mark, message, "rename it to `select`, or remove it");
    }
}
