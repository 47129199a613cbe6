//! A template calls a function that its type does not have.

use crate::engine::transform::unknown_functions;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for holder in ["request", "response"] {
        let Some(transform) = context.node.get(holder).and_then(|node| node.get("transform")) else { continue };
        let (Some(kind), Some(body)) = (transform.text("type"), transform.get("body")) else { continue };
        for name in unknown_functions(kind, body.as_str().unwrap_or_default()) {
            let message = format!("templates of the type `{kind}` have no function `{name}`");
            findings.add(body.mark, message, "use another one, or a newer type such as `golang_template_json_v0.3.0`");
        }
    }
}
