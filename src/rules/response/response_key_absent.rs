//! A method names a response that its operation does not have.

use crate::engine::response::spelled;
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let (Ok(operation), Some(node)) = (&context.operation, context.response("openAPIDocKey")) else { return };
    let Some(key) = spelled(node).filter(|_| context.response("mediaType").is_some()) else { return };
    let responses = operation.node.get("responses");
    if responses.and_then(|responses| responses.get(key)).is_some() {
        return;
    }
    let has =
        responses.and_then(|it| it.as_mapping()).map(|it| it.keys().map(|key| &**key).collect::<Vec<_>>().join(", "));
    let message = format!("the operation of `{}` has no response `{key}`", context.name);
    let help = format!("use one that it has: {}", has.unwrap_or_default());
    let is_select = context.is_listed(SqlVerb::Select);
    findings.add_as(if is_select { Severity::Error } else { Severity::Warning }, node.mark, message, help);
}
