//! `sqlVerbs` has a key that is not an SQL verb.

use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (verb, list) in context.node.entries("sqlVerbs") {
        if SqlVerb::parse(verb).is_none() {
            findings.add(
                list.mark,
                format!("unknown SQL verb `{verb}`: the engine ignores its list"),
                "use select, insert, update, delete or replace",
            );
        }
    }
}
