//! A `$ref` points out of the document.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, reference, _) in &context.facts().references {
        if !reference.starts_with("#/") {
            findings.add(
                *mark,
                format!("`{reference}` is no reference into this document"),
                "copy what it refers to into `components`",
            );
        }
    }
}
