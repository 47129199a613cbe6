//! A request body requires a property that is read-only.

use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.takes_columns()) else { return };
    let Some(schema) = &method.body_schema else { return };
    let resolver = context.service.resolver();
    for required in schema.items("required") {
        let name = required.as_str().unwrap_or_default();
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        if property.and_then(|property| resolver.resolve(property)).is_some_and(|property| property.flag("readOnly")) {
            let message = format!("the body of `{}` requires `{name}`, which is read-only", context.name);
            findings.add(required.mark, message, "remove it from `required`, or remove `readOnly`");
        }
    }
}
