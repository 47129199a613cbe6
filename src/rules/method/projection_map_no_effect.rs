//! A method has a `projection_map`.

use crate::rules::{Findings, MethodContext};

use super::projection_maps;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (node, _) in projection_maps::of(context).into_iter().filter(|(_, odd)| odd.is_none()) {
        let message = "no name of `projection_map` is a column, or a name in the body";
        findings.add(node.mark, message, "remove it, and rename with a `transform` and a schema");
    }
}
