//! A `$ref` points out of the document.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, reference, _) in &context.facts().references {
        if !reference.starts_with("#/") {
            findings.add(
                *mark,
                format!("`{reference}` points out of this document"),
                "copy the target into `components`",
            );
        }
    }
}
