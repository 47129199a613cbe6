//! A `$ref` leads nowhere.

use crate::source::pointer;

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, reference) in &context.facts().references {
        if reference.starts_with("#/") && pointer::target(context.tree(), reference).is_none() {
            findings.add(*mark, format!("`{reference}` leads nowhere"), "correct the reference, or add what it names");
        }
    }
}
