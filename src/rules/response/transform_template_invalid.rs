//! A template cannot be read.

use crate::engine::transform::{FaultKind, faults};
use crate::rules::{Findings, MethodContext};

use super::templates::templates;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for template in templates(context) {
        for fault in faults(template.kind, template.body) {
            if fault.kind == FaultKind::Unreadable {
                let message = format!("{} (line {} of the template)", fault.message, fault.line);
                findings.add(
                    template.mark,
                    message,
                    "correct the template: the engine reads it as Go's `text/template`",
                );
            }
        }
    }
}
