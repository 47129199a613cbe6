//! A required parameter is declared on the path item instead of the operation.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    for (name, place, node) in context.declared(operation.item).filter(|(_, _, node)| node.flag("required")) {
        let is_own = context.declared(operation.node).any(|(own, at, _)| own == name && at == place);
        if place != "path" && !is_own {
            findings.add(
                node.mark,
                format!("`{name}` is declared only on the path item `{}`", operation.path),
                "declare it in the `parameters` of each operation",
            );
        }
    }
}
