//! A resource has no `sqlVerbs`.

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let has_methods = context.node.entries("methods").next().is_some();
    if has_methods && context.node.get("sqlVerbs").is_none() {
        findings.add(
            context.node.mark,
            format!("the resource `{}` has no `sqlVerbs`", context.name),
            "add `sqlVerbs` with all lists, even if they are empty",
        );
    }
}
