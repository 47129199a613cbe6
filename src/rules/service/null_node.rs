//! A value is `null` where the loader needs an object.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, what) in &context.facts().nulls {
        findings.add(
            *mark,
            format!("the loader expects a {what} here, but the value is null"),
            "add a value, or remove the key",
        );
    }
}
