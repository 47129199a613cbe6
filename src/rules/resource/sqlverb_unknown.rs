//! `sqlVerbs` has a key that is not an SQL verb.

use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (verb, list) in context.node.entries("sqlVerbs") {
        if SqlVerb::parse(verb).is_none() {
            findings.add(
                list.mark,
                format!("there is no SQL verb `{verb}`: its list is never read"),
                "write select, insert, update, delete or replace",
            );
        }
    }
}
