//! A view has no statement.

use crate::views;

use super::{Findings, ResourceContext};

/// Looks for it.
pub fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for view in views::alternatives(context.node).filter(|view| views::ddl(view).is_none()) {
        let message = format!("the view `{}` has no statement", context.name);
        findings.add(view.get("ddl").unwrap_or(view).mark, message, "write the SELECT under `ddl`");
    }
}
