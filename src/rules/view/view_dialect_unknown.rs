//! The predicate of a view names a dialect that the engine does not have.

use crate::rules::{Findings, ResourceContext};
use crate::sql::view;
use crate::sql::view::Condition;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for node in view::alternatives(context.node).filter_map(|view| view.get("predicate")) {
        for condition in view::conditions(node.as_str().unwrap_or_default()) {
            if let Condition::Dialect(name) = condition
                && !view::DIALECTS.contains(&name)
            {
                let message = format!("unknown SQL dialect `{name}`");
                findings.add(node.mark, message, format!("use one of {}", view::DIALECTS.join(", ")));
            }
        }
    }
}
