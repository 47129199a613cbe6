//! A method in no list of a SQL verb has a parameter that is no text.

use crate::engine::exec::takes;
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};

/// An optional parameter can be left out, so that it weighs less.
pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_exec_only()) else { return };
    let resolver = context.service.resolver();
    let help = "write `type: string`: the request is the same";
    for parameter in &method.parameters {
        let schema = parameter.node.get("schema").and_then(|schema| resolver.resolve(schema));
        if !takes(schema) {
            let message = format!("`EXEC` of `{}` takes no value for the parameter `{}`", context.name, parameter.name);
            let severity = if parameter.required { Severity::Error } else { Severity::Warning };
            findings.add_as(severity, parameter.node.mark, message, help);
        }
    }
    for attribute in method.body_attributes().iter().filter(|attribute| attribute.required) {
        let schema = resolver.resolve(attribute.schema).unwrap_or(attribute.schema);
        if !takes(Some(schema)) {
            let message =
                format!("`EXEC` of `{}` takes no value for `{}`, and demands it", context.name, attribute.name);
            findings.add(schema.mark, message, "do not require the property in the schema of the request");
        }
    }
}
