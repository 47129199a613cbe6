//! Two methods of the same SQL verb have the same required parameters.

use crate::engine::reach::Relation;
use crate::model::{shadowed, wanted};
use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for lost in shadowed(context.resource).into_iter().filter(|lost| lost.relation == Relation::Same) {
        let mark = context.listed(lost.verb.name(), lost.index);
        let (verb, method, by) = (lost.verb.name().to_uppercase(), &lost.method.name, &lost.by.name);
        let wanted = wanted(lost.by);
        let message = format!(
            "{verb} never reaches `{method}`: `{by}` comes first and has the same required parameters ({wanted})"
        );
        findings.add(mark, message, "remove one of them from the list, or move it to a resource of its own");
    }
}
