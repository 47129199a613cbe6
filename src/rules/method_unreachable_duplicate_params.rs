//! Two methods of a verb require the same names.

use super::reach::{self, Relation};

use super::{Findings, ResourceContext};

/// Looks for it.
pub fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for lost in reach::lost(context.resource).filter(|lost| lost.relation == Relation::Same) {
        let mark = context.listed(lost.verb.name(), lost.index);
        let (verb, method, by) = (lost.verb.name().to_uppercase(), &lost.method.name, &lost.by.name);
        let wanted = lost.wanted();
        let message =
            format!("{verb} never reaches `{method}`: `{by}` stands before it and requires the same ({wanted})");
        findings.add(mark, message, "take one of them out of the list, or give it a resource of its own");
    }
}
