//! A path parameter is declared on the path item instead of the operation.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    for name in context.placeholders() {
        let find = |holder| context.declared(holder).find(|(declared, place, _)| *declared == name && *place == "path");
        if let (None, Some((_, _, node))) = (find(operation.node), find(operation.item)) {
            let message = format!("`{name}` is declared only on the path item `{}`", operation.path);
            findings.add(node.mark, message, "declare it in the `parameters` of each operation");
        }
    }
}
