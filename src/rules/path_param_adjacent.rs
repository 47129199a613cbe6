//! Two parameters stand side by side in a path.

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    if operation.path.contains("}/{") {
        findings.add(
            context.operation_mark(),
            format!("in `{}` two parameters stand side by side", operation.path),
            "nothing, unless their values have slashes",
        );
    }
}
