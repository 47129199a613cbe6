//! A resource has no title.

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let is_view = context.node.entries("methods").next().is_none();
    if !is_view && context.node.text("title").is_none_or(str::is_empty) {
        findings.add(context.node.mark, format!("the resource `{}` has no title", context.name), "add `title`");
    }
}
