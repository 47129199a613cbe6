//! The id of a resource is not `<provider>.<service>.<resource>`.

use crate::finding::Severity;
use crate::rules::{Findings, ResourceContext};
use crate::tree::Node;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let service = context.service;
    let Some(provider) = service.provider else { return };
    let id_in = |provider: &str| format!("{provider}.{}.{}", service.file.service.name, context.name);
    let expected = id_in(provider.name());
    // `provider-name-dir-mismatch` reports a provider whose name differs from its folder.
    let is_sound = |id: &str| id == expected || id == id_in(&provider.folder.provider);
    let id = context.node.get("id");
    let said = id.and_then(Node::as_str);
    if said.is_some_and(is_sound) || context.node.as_mapping().is_none() {
        return;
    }
    let has_views = context.node.get("config").is_some_and(|config| config.get("views").is_some());
    let message = match said {
        Some(said) => format!("the id is `{said}` instead of `{expected}`"),
        None => format!("the resource `{}` has no id", context.name),
    };
    let weight = if has_views { Severity::Error } else { Severity::Warning };
    findings.add_as(weight, id.unwrap_or(context.node).mark, message, format!("set `id: {expected}`"));
}
