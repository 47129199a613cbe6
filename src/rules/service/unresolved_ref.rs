//! The target of a `$ref` does not exist, or is of the wrong kind.

use crate::rules::{Findings, ServiceContext};
use crate::schema::grammar::component;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, reference, section) in &context.facts().references {
        if !reference.starts_with("#/") {
            continue;
        }
        if context.resolver().target(reference).is_none() {
            findings.add(*mark, format!("`{reference}` does not exist"), "correct the reference, or add the component");
        } else if let Some(other) = part(reference, section) {
            let message = format!("`{reference}` refers to `{other}`, but must refer to `{section}`");
            findings.add(*mark, message, format!("use a reference to `#/components/{section}`"));
        }
    }
}

/// Returns the section of `components` that a reference points to, if it is another one.
fn part<'r>(reference: &'r str, section: &str) -> Option<&'r str> {
    let (part, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (part != section && !name.contains('/') && component(part).is_some()).then_some(part)
}
