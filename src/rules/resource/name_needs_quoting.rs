//! The name of a provider, a service or a resource is a keyword, or contains characters that SQL identifiers cannot
//! have.

use crate::place::Mark;
use crate::rules::{Findings, ProviderContext, ResourceContext};
use crate::sql::{Position, needs_quotes};

/// Checks the names of the provider and of its services.
pub(super) fn of_provider(context: &ProviderContext<'_>, findings: &mut Findings) {
    let name = context.tree().get("name");
    report(
        "provider",
        context.opened.name(),
        Position::Alone,
        name.map_or(Mark::default(), |name| name.mark),
        findings,
    );
    for entry in &context.opened.entries {
        report("service", &entry.key, Position::BehindDot, entry.node.mark, findings);
    }
}

/// Checks the name of a resource.
pub(super) fn of_resource(context: &ResourceContext<'_>, findings: &mut Findings) {
    report("resource", context.name, Position::BehindDot, context.node.mark, findings);
}

fn report(what: &str, name: &str, position: Position, mark: Mark, findings: &mut Findings) {
    if needs_quotes(name, position) {
        let message = format!("SQL accepts the {what} name `{name}` only in double quotes");
        findings.add(mark, message, "use letters, digits and `_`, and avoid keywords");
    }
}
