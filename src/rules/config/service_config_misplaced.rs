//! `x-stackQL-config` is not at the root of the document.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let misplaced = context.tree().get("components").and_then(|components| components.get("x-stackQL-config"));
    if let Some(config) = misplaced {
        findings.add(
            config.mark,
            "the engine reads `x-stackQL-config` at the root of the document only",
            "move it there",
        );
    }
}
