//! A view has a statement for one dialect alone.

use crate::rules::{Findings, ResourceContext};
use crate::sql::view::{self, Condition};

/// `view-dialect-unknown` reports dialects that the engine does not have.
pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let mut served = Vec::new();
    for alternative in view::alternatives(context.node) {
        let predicate = alternative.text("predicate").unwrap_or_default();
        let dialects: Vec<&str> = view::conditions(predicate)
            .filter_map(|condition| if let Condition::Dialect(name) = condition { Some(name) } else { None })
            .collect();
        if dialects.is_empty() {
            return;
        }
        served.extend(dialects);
    }
    let missing = view::DIALECTS.into_iter().find(|dialect| !served.contains(dialect));
    let is_known = served.iter().any(|dialect| view::DIALECTS.contains(dialect));
    if let (Some(missing), Some(first)) = (missing.filter(|_| is_known), view::alternatives(context.node).next()) {
        let message = format!("the view `{}` does not exist for users of `{missing}`", context.name);
        let mark = first.get("predicate").unwrap_or(first).mark;
        findings.add(
            mark,
            message,
            format!("add a `fallback` for `{missing}`, or remove `sqlDialect` if both can run it"),
        );
    }
}
