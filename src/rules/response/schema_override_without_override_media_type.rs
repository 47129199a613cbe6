//! A `schema_override` with an object key has no `overrideMediaType`.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some((key, _)) = context.object_key().filter(|(key, _)| key.starts_with('$')) else { return };
    if let (Some(node), None) = (context.response("schema_override"), context.response("overrideMediaType")) {
        let message = format!("`{key}` cannot be resolved in the schema of `{}`", context.name);
        findings.add(node.mark, message, "add `overrideMediaType: application/json`");
    }
}
