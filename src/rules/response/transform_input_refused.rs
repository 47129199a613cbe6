//! A template fails on what it may get.

use crate::engine::media_type::{is_json, is_xml};
use crate::engine::transform::{FaultKind, Sample, Use, misuse, refusal, samples, texts};
use crate::finding::Severity;
use crate::rules::{Findings, MethodContext};
use crate::schema::shape::Shape;
use crate::tree::Node;

use super::templates::{answered, template};

const HELP: &str = "put what it fails on inside `{{ if }}` or `{{ with }}`, or name what the API always gives";

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    check_request(context, findings);
    check_response(context, findings);
}

fn check_request(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(template) = template(context, Use::Request) else { return };
    if let Some(why) = misuse(template.kind) {
        let message = format!("a request cannot have a template of the type `{}`: {why}", template.kind);
        findings.add(template.mark, message, "use `golang_template_json_v0.3.0`");
        return;
    }
    let Some(schema) = context.method.and_then(|method| method.body_schema.as_ref()) else { return };
    let bodies = samples(&Shape::of(context.service.resolver(), schema), Use::Request);
    report(context, Use::Request, &bodies, false, findings);
}

/// A response is changed only where it is said what comes out of it (provider-format 2.5).
fn check_response(context: &MethodContext<'_>, findings: &mut Findings) {
    let media_type = context.response("overrideMediaType").and_then(Node::as_str).unwrap_or_default();
    if media_type.is_empty() || context.is_graphql() || template(context, Use::Response).is_none() {
        return;
    }
    report(context, Use::Response, &answers(context), is_json(media_type), findings);
}

/// Returns what the API may answer. The schema of the operation says so only if another stands for what the template
/// gives; else it is itself read for that (engine case `transform-without-schema-override`).
fn answers(context: &MethodContext<'_>) -> Vec<Sample> {
    let Some(content) = answered(context) else { return Vec::new() };
    if content.media_type.starts_with("text/") && !is_xml(content.media_type) {
        return texts();
    }
    let resolver = context.service.resolver();
    let own = content.schema.and_then(|schema| resolver.resolve(schema.node));
    let given = context.response("schema_override").and_then(|schema| resolver.resolve(schema));
    match (own, given) {
        (Some(own), Some(given)) if own.mark != given.mark && is_json(content.media_type) => {
            samples(&Shape::of(resolver, own), Use::Response)
        }
        _ => Vec::new(),
    }
}

fn report(context: &MethodContext<'_>, of: Use, samples: &[Sample], gives_json: bool, findings: &mut Findings) {
    let Some(template) = template(context, of) else { return };
    let Some(fault) = refusal(template.kind, template.body, samples, gives_json) else { return };
    let severity = if fault.kind == FaultKind::RefusesAll { Severity::Error } else { Severity::Warning };
    let message = format!("the template of `{}` {} (line {} of the template)", context.name, fault.message, fault.line);
    findings.add_as(severity, template.mark, message, HELP);
}
