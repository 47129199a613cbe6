//! A request body requires a property that it does not describe.

use crate::rules::{Findings, MethodContext};
use crate::tree::Node;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(schema) = context.method.and_then(|method| method.body_schema.as_ref()) else { return };
    for required in schema.items("required") {
        let name = required.as_str().unwrap_or_default();
        let is_there = schema.get("properties").is_some_and(|properties: &Node| properties.get(name).is_some());
        if !is_there {
            findings.add(
                required.mark,
                format!("the body of `{}` requires `{name}`, which it does not describe", context.name),
                "describe it in `properties`, or remove it from `required`",
            );
        }
    }
}
