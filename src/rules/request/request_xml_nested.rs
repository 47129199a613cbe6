//! A body in XML has a property that holds more than one value.

use crate::engine::media_type::{XML, synonym};
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::tree::Node;

/// Less severe for methods that only EXEC can call.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.request("transform").is_none()) else { return };
    let is_xml = method.request_media_type.as_deref().is_some_and(|media_type| synonym(media_type) == XML);
    let Some(schema) = method.body_schema.as_ref().filter(|_| is_xml) else { return };
    let resolver = context.service.resolver();
    let is_nested = |property: &Node| {
        let property = resolver.resolve(property);
        property.and_then(|it| it.text("type")).is_some_and(|kind| ["array", "object"].contains(&kind))
    };
    let nested = schema.entries("properties").find(|(_, property)| is_nested(property));
    if let Some((name, _)) = nested {
        let message =
            format!("the engine cannot send `{name}` in the XML of `{}`: it writes text like `map[a:b]`", context.name);
        let severity = if context.takes_columns() { Severity::Error } else { Severity::Warning };
        let mark = context.request("mediaType").map_or(context.name_mark(), |node| node.mark);
        findings.add_as(severity, mark, message, "write the XML by a `request.transform`");
    }
}
