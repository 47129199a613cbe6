//! A method comes after one that requires fewer of the same parameters.

use crate::engine::reach::Relation;
use crate::model::{shadowed, wanted};
use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for lost in shadowed(context.resource).into_iter().filter(|lost| lost.relation == Relation::Fewer) {
        let mark = context.listed(lost.verb.name(), lost.index);
        let (verb, method, by) = (lost.verb.name().to_uppercase(), &lost.method.name, &lost.by.name);
        let wanted = wanted(lost.by);
        let message = format!(
            "{verb} never reaches `{method}`: `{by}` comes first and requires only some of its parameters ({wanted})"
        );
        findings.add(mark, message, "put the method that requires more before the other one");
    }
}
