//! A view has no statement.

use crate::rules::{Findings, ResourceContext};
use crate::sql::view;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for view in view::alternatives(context.node).filter(|view| view::ddl(view).is_none()) {
        let message = format!("the view `{}` has no statement", context.name);
        findings.add(view.get("ddl").unwrap_or(view).mark, message, "write the SELECT statement in `ddl`");
    }
}
