//! The document has no resources.

use crate::engine::RESOURCES;
use crate::engine::provider::is_of_external_tables;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let components = context.tree().get("components");
    let has_other_case = components
        .and_then(|it| it.as_mapping())
        .is_some_and(|it| it.keys().any(|key| key.eq_ignore_ascii_case(RESOURCES)));
    if !has_other_case && !context.has_resources_elsewhere() && !needs_none(context) {
        let mark = components.map_or(Default::default(), |node| node.mark);
        findings.add(mark, format!("`components.{RESOURCES}` is missing"), "add the resources of the service");
    }
}

/// Services of local commands have their resources at the root, and tables of a database are named at the provider.
fn needs_none(context: &ServiceContext<'_>) -> bool {
    context.is_local() || context.provider.is_some_and(|opened| is_of_external_tables(&opened.document.tree))
}
