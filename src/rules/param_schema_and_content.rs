//! A parameter has both `schema` and `content`.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for mark in &context.facts().double {
        findings.add(*mark, "a parameter has either `schema` or `content`", "remove one of the two");
    }
}
