//! A value has a tag that is not part of YAML.

use crate::registry::Document;
use crate::rules::Findings;
use crate::tree::oddity::Oddity;

pub(super) fn check(context: &Document, findings: &mut Findings) {
    for (mark, oddity) in &context.oddities {
        if let Oddity::ForeignTag(tag) = oddity {
            findings.add(*mark, format!("the tag `{tag}` is not part of YAML"), "remove the tag");
        }
    }
}
