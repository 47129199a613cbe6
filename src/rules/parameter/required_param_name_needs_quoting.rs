//! The name of a required parameter is a keyword, or contains characters that SQL identifiers cannot have.

use crate::rules::{Findings, MethodContext};
use crate::sql::{Position, needs_quotes};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method else { return };
    let help = "nothing; use the quotes in examples";
    for parameter in method.required_parameters().filter(|it| needs_quotes(&it.name, Position::Alone)) {
        findings.add(parameter.node.mark, format!("WHERE accepts `{}` only in double quotes", parameter.name), help);
    }
    for name in method.required_body.iter().filter(|name| needs_quotes(name, Position::Alone)) {
        findings.add(
            context.name_mark(),
            format!("SQL accepts the body property `{name}` only in double quotes"),
            help,
        );
    }
}
