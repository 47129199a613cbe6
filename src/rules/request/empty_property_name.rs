//! A request body has a property with an empty name.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method else { return };
    let properties = method.body_schema.as_ref().and_then(|schema| schema.get("properties"));
    if let Some(property) = properties.and_then(|properties| properties.get("")) {
        findings.add(
            property.mark,
            format!("the body of `{}` has a property without a name", context.name),
            "remove the property, or name it",
        );
    }
}
