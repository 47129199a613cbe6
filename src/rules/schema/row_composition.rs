//! `DESCRIBE` and SELECT disagree on the columns of a composed row.

use crate::rules::{Findings, MethodContext};
use crate::schema::{ALTERNATIVES, is_composed};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(row) = context.described_row().filter(|row| row.entries("properties").next().is_none()) else { return };
    let message = if ALTERNATIVES.into_iter().all(|key| !row.items(key).is_empty()) {
        format!("SELECT of `{}` takes columns from `anyOf`, and `DESCRIBE` shows those of `oneOf`", context.name)
    } else if row.text("type") == Some("object") && is_composed(row) {
        format!("`DESCRIBE` shows no columns of `{}`: its row is composed, beside `type: object`", context.name)
    } else {
        return;
    };
    findings.add(row.mark, message, "merge the properties into one schema with `type: object`");
}
