//! A `$ref` points out of the document.

use crate::engine::references::Fault;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for refusal in context.facts().search.refusals.iter().filter(|it| it.fault == Fault::External) {
        let message = format!("`{}` points out of this document", refusal.reference);
        findings.add(refusal.mark, message, "copy the target into `components`");
    }
}
