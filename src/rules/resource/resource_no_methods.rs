//! A resource has neither methods nor views.

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let has_views = context.node.get("config").is_some_and(|config| config.get("views").is_some());
    let is_readable = context.node.get("methods").is_none_or(|node| node.is_null() || node.as_mapping().is_some());
    let is_object = context.node.as_mapping().is_some();
    if is_object && is_readable && context.node.entries("methods").next().is_none() && !has_views {
        findings.add(
            context.node.mark,
            format!("the resource `{}` has no methods", context.name),
            "add methods, or remove the resource",
        );
    }
}
