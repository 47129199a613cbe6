//! Nothing stands where the loader needs an object.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, what) in &context.facts().nulls {
        findings.add(
            *mark,
            format!("the loader expects a {what} here, and finds nothing"),
            "write it, or remove the key",
        );
    }
}
