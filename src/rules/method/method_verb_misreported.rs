//! `SHOW METHODS` prints an SQL verb for a method that is not listed under it.

use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (index, method) in context.resource.methods.iter().enumerate() {
        let is_listed = context.resource.verbs.values().any(|list| list.contains(&index));
        let shown = SqlVerb::LISTED.into_iter().find(|verb| verb.default_methods().contains(&method.name.as_str()));
        let Some(verb) = shown.filter(|_| !is_listed) else { continue };
        let mark =
            context.node.get("methods").and_then(|methods| methods.get(&method.name)).unwrap_or(context.node).mark;
        let message = format!(
            "`SHOW METHODS` prints `{}` as {}, but that verb does not reach it",
            method.name,
            verb.name().to_uppercase()
        );
        findings.add(mark, message, "list it under that verb, or rename it");
    }
}
