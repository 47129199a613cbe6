//! A value has a tag that YAML does not define.

use crate::tree::oddity::Oddity;

use crate::registry::Document;

use super::Findings;

/// Looks for it.
pub fn check(context: &Document, findings: &mut Findings) {
    for (mark, oddity) in &context.oddities {
        if let Oddity::ForeignTag(tag) = oddity {
            findings.add(*mark, format!("the tag `{tag}` is none of YAML's own"), "remove the tag");
        }
    }
}
