//! A `schema_override` refers to a schema that does not exist.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let schemas = context.service.tree().get("components").and_then(|it| it.get("schemas"));
    for (holder, key) in
        [("request", "schema_override"), ("response", "schema_override"), ("response", "async_schema_override")]
    {
        let Some(target) = context.node.get(holder).and_then(|it| it.get(key)?.get("$ref")) else { continue };
        let name = target.as_str().and_then(|it| it.strip_prefix("#/components/schemas/"));
        if name.and_then(|name| schemas?.get(name)).is_none() {
            let message =
                format!("the schema `{}` does not exist in the document", target.as_str().unwrap_or_default());
            findings.add(target.mark, message, "use `#/components/schemas/<name>`");
        }
    }
}
