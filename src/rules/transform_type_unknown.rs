//! The type of a template is none that the engine knows.

use super::{Findings, MethodContext};

/// What the engine knows.
const TYPES: [&str; 10] = [
    "golang_template_mxj_v0.1.0",
    "golang_template_mxj_v0.2.0",
    "golang_template_mxj_v0.3.0",
    "golang_template_json_v0.1.0",
    "golang_template_json_v0.3.0",
    "golang_template_text_v0.1.0",
    "golang_template_text_v0.3.0",
    "golang_template_v0.1.0",
    "golang_template_v0.3.0",
    "schema_driven_xml_v0.1.0",
];

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for holder in ["request", "response"] {
        let transform = context.node.get(holder).and_then(|node| node.get("transform"));
        let Some(kind) = transform.and_then(|transform| transform.get("type")) else { continue };
        let name = kind.as_str().unwrap_or_default();
        if !TYPES.contains(&name) {
            findings.add(
                kind.mark,
                format!("there is no kind of template `{name}`"),
                format!("write one of {}", TYPES.join(", ")),
            );
        }
    }
}
