//! A method refers to an operation that does not exist.

use crate::registry::Fault;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let message = match &context.operation {
        Ok(_) | Err(Fault::Missing) => return,
        Err(Fault::Malformed(reference)) => format!("`{reference}` is not a reference to an operation"),
        Err(Fault::NoPath(path)) => format!("the document has no path `{path}`"),
        Err(Fault::NoVerb(verb)) => format!("the path has no operation `{verb}`"),
    };
    let help = "use `#/paths/<path with ~1 for each />/<HTTP verb>`; the engine decodes only `~1`";
    findings.add(context.operation_mark(), message, help);
}
