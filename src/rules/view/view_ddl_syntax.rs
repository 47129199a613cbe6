//! The statement of a view is not a valid SELECT.

use crate::rules::{Findings, ResourceContext};
use crate::sql::view;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (ddl, node) in view::alternatives(context.node).filter_map(view::ddl) {
        if let Some(problem) = view::fault(ddl) {
            let message = format!("the statement of the view `{}` cannot run: {problem}", context.name);
            findings.add(node.mark, message, "correct the statement");
        }
    }
}
