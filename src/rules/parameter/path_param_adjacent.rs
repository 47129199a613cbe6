//! Two path parameters have nothing between them.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    if operation.path.contains("}/{") {
        findings.add(
            context.operation_mark(),
            format!("in `{}` two parameters stand side by side", operation.path),
            "nothing, unless their values have slashes",
        );
    }
}
