//! A path contains the same parameter twice.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let names = context.placeholders();
    let again =
        names.iter().enumerate().find(|(index, name)| names.iter().take(*index).any(|earlier| earlier == *name));
    if let Some((_, name)) = again {
        findings.add(
            context.operation_mark(),
            format!("the path of `{}` contains `{{{name}}}` twice", context.name),
            "use two different names",
        );
    }
}
