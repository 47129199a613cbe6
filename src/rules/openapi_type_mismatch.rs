//! A value is of a type that the loader does not take.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, expected, found) in &context.facts().mismatches {
        findings.add(
            *mark,
            format!("the loader expects {expected} here, and this is {found}"),
            "write what OpenAPI 3.0 has there; put numbers and dates that are text into quotes",
        );
    }
}
