//! The row that `DESCRIBE` shows has properties and no type.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(row) = context.described_row() else { return };
    if row.get("type").is_none() && row.entries("properties").next().is_some() {
        let message = format!("`DESCRIBE` shows one column without a name: the row of `{}` has no type", context.name);
        findings.add(row.mark, message, "add `type: object`");
    }
}
