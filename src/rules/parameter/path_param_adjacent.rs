//! Two path parameters have nothing between them.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    if operation.path.contains("}/{") {
        findings.add(
            context.operation_mark(),
            format!("two parameters of `{}` have nothing between them", operation.path),
            "nothing, unless their values contain slashes",
        );
    }
}
