//! UPDATE or REPLACE sends numbers and booleans as text.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::text::listed;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let verb = [SqlVerb::Update, SqlVerb::Replace].into_iter().find(|verb| context.is_listed(*verb));
    let (Some(method), Some(verb)) = (context.method, verb) else { return };
    if context.request("transform").is_some() || !method.can_send_body() {
        return;
    }
    let resolver = context.service.resolver();
    let is_typed = |schema| {
        let kind = resolver.resolve(schema).and_then(|schema| schema.text("type"));
        matches!(kind, Some("integer" | "number" | "boolean"))
    };
    let attributes = method.given_attributes(resolver).filter(|attribute| is_typed(attribute.schema));
    let names: Vec<&str> = attributes.map(|attribute| &**attribute.property).collect();
    if !names.is_empty() {
        let verb = verb.name().to_uppercase();
        let message = format!("{verb} with `{}` sends numbers and booleans as text: {}", context.name, listed(&names));
        findings.add_for_older(context.name_mark(), message, "add a `request.transform` that prints them bare");
    }
}
