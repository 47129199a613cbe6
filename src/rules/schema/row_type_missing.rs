//! The row that `DESCRIBE` shows has properties and no type.

use crate::engine::rows::is_described_as_one;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(row) = context.described_row() else { return };
    if is_described_as_one(row) {
        let message = format!("`DESCRIBE` shows one column without a name: the row of `{}` has no type", context.name);
        findings.add(row.mark, message, "add `type: object`");
    }
}
