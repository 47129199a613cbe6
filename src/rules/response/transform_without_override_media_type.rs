//! A response template has no `overrideMediaType`.

use crate::rules::{Findings, MethodContext};

/// The engine always runs the template of a GraphQL method.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    if context.is_graphql() {
        return;
    }
    if let (Some(transform), None) = (context.response("transform"), context.response("overrideMediaType")) {
        findings.add(
            transform.mark,
            format!("the template of `{}` never runs", context.name),
            "set `overrideMediaType` to the media type of its output",
        );
    }
}
