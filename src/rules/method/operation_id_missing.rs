//! An operation has no `operationId`.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (path, verb, operation) in context.operations() {
        if operation.text("operationId").is_none_or(str::is_empty) {
            let message = format!("`{} {path}` has no `operationId`", verb.to_uppercase());
            findings.add(operation.mark, message, "add one");
        }
    }
}
