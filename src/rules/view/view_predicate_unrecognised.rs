//! A part of the predicate of a view is not recognised by the engine.

use crate::rules::{Findings, ResourceContext};
use crate::sql::view;
use crate::sql::view::Condition;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for node in view::alternatives(context.node).filter_map(|view| view.get("predicate")) {
        for condition in view::conditions(node.as_str().unwrap_or_default()) {
            if let Condition::Other(part) = condition {
                let message = format!("the engine does not recognise `{part}` in a predicate");
                let help = "use `sqlDialect == \"sqlite3\"` and `requiredParams == [ a, b ]`, joined by `&&`";
                findings.add(node.mark, message, help);
            }
        }
    }
}
