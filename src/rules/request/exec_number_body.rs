//! A method in no list of a SQL verb has a body with numbers.

use crate::engine::exec::numbers;
use crate::rules::{Findings, MethodContext};
use crate::text::listed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|method| context.is_exec_only() && method.can_send_body()) else { return };
    let Some(schema) = &method.body_schema else { return };
    let names = numbers(schema, context.service.resolver());
    if !names.is_empty() {
        let message = format!("`EXEC` of `{}` refuses {} in `@@json`", context.name, listed(&names));
        findings.add_for_older(context.name_mark(), message, "write `type: float64`, which that engine takes");
    }
}
