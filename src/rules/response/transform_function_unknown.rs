//! A template calls a function that its type does not have.

use std::collections::BTreeSet;

use crate::engine::transform::{FaultKind, faults};
use crate::rules::{Findings, MethodContext};

use super::templates::templates;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for template in templates(context) {
        let mut told = BTreeSet::new();
        for fault in faults(template.kind, template.body) {
            let (name, line) = (fault.message, fault.line);
            if fault.kind != FaultKind::UnknownFunction || !told.insert(name.clone()) {
                continue;
            }
            let message = format!(
                "templates of the type `{}` have no function `{name}` (line {line} of the template)",
                template.kind
            );
            findings.add(
                template.mark,
                message,
                "use another one, or a newer type such as `golang_template_json_v0.3.0`",
            );
        }
    }
}
