//! A value has a type that the loader does not accept.

use crate::engine::provider::is_of_external_tables;
use crate::rules::{Findings, ProviderContext, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, expected, found) in &context.facts().mismatches {
        findings.add(
            *mark,
            format!("the loader expects {expected} here, but this is {found}"),
            "use the type that OpenAPI 3.0 requires; quote numbers and dates that are text",
        );
    }
}

/// Checks `providerServices`.
pub(super) fn of_provider(context: &ProviderContext<'_>, findings: &mut Findings) {
    let tree = context.tree();
    let services = tree.get("providerServices");
    let entries = services.into_iter().flat_map(|services| services.as_mapping().into_iter().flatten());
    let is_whole = services.is_some_and(|services| services.as_mapping().is_some());
    let (whole, help) = (services.unwrap_or(tree), "write `providerServices: {<name>: {service: {$ref: ..}}}`");
    if !is_whole && (services.is_some() || !is_of_external_tables(tree)) {
        findings.add(whole.mark, "`providerServices` is missing or no object", help);
    }
    for (name, entry) in entries.filter(|(_, entry)| entry.as_mapping().is_none()) {
        findings.add(entry.mark, format!("the service `{name}` is not an object"), help);
    }
}
