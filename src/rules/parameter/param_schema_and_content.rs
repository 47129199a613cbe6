//! A parameter has both `schema` and `content`.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for mark in &context.facts().double {
        findings.add(*mark, "a parameter cannot have both `schema` and `content`", "remove one of the two");
    }
}
