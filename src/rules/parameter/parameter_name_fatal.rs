//! The name of a parameter is one that no statement can give.

use crate::engine::names::is_fatal_parameter;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method else { return };
    for parameter in method.parameters.iter().filter(|parameter| is_fatal_parameter(&parameter.name)) {
        let message = format!("WHERE cannot give the parameter `{}`, in quotes or not", parameter.name);
        findings.add(parameter.node.mark, message, "remove the parameter, or give it another name");
    }
}
