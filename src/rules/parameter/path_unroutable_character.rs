//! The path of a method has a character with which no request finds its way.

use crate::engine::path::unroutable_character;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let found = unroutable_character(operation.path).filter(|_| !context.is_graphql());
    if let Some(letter) = found {
        let what = if letter == '#' { "`#`" } else { "a blank" };
        let message = format!("no request reaches `{}`: its path `{}` has {what}", context.name, operation.path);
        findings.add(context.operation_mark(), message, "write the path as the API has it, without that character");
    }
}
