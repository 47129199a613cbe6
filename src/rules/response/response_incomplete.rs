//! A method sets the status or the media type of its response, but not both.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (key, media_type) = (context.response("openAPIDocKey"), context.response("mediaType"));
    if let (Some(node), None) | (None, Some(node)) = (key, media_type) {
        findings.add(
            node.mark,
            format!("the engine uses `openAPIDocKey` and `mediaType` of `{}` only together", context.name),
            "set both, or neither",
        );
    }
}
