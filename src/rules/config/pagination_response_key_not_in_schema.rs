//! The response token of a `pagination` block does not exist in the response of any method that the block applies
//! to.

use crate::engine::Engine;
use crate::engine::media_type::JSON;
use crate::model::Method;
use crate::rules::{Findings, ServiceContext};
use crate::schema::Spot;

use super::pagination;

/// Responses that a template creates, or without properties, are not checked.
pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (block, methods) in pagination::with_methods(context) {
        let methods: Vec<&Method> = methods.into_iter().filter(|method| says_something(method)).collect();
        for token in ["responseToken", "responseTerminator"] {
            let Some((key, node)) = pagination::token_in(block, token, "body") else { continue };
            let is_plain =
                key.strip_prefix("$.").unwrap_or(key).chars().all(|it| it.is_alphanumeric() || "_-.".contains(it));
            if is_plain && !methods.is_empty() && !methods.iter().any(|method| has(context, method, key)) {
                let message = format!("`{key}` does not exist in the responses of the methods that use this token");
                findings.add(node.mark, message, "use the path as the response schema declares it");
            }
        }
    }
}

fn says_something(method: &Method) -> bool {
    let schema = method.response_schema.as_ref().filter(|_| method.transform.is_none());
    schema.is_some_and(|schema| schema.entries("properties").next().is_some())
}

fn has(context: &ServiceContext<'_>, method: &Method, key: &str) -> bool {
    let Some(schema) = &method.response_schema else { return false };
    let path = if key.starts_with('$') { key.to_owned() } else { format!("$.{key}") };
    let engine = Engine { resolver: context.resolver() };
    engine.target(&Spot::schema("response", schema), &path, JSON).is_some()
}
