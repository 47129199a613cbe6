//! A key is a word that YAML 1.1 reads as a boolean.

use crate::registry::Document;
use crate::rules::Findings;
use crate::tree::oddity::Oddity;

pub(super) fn check(context: &Document, findings: &mut Findings) {
    for (mark, oddity) in &context.oddities {
        if let Oddity::BooleanKey(key) = oddity {
            findings.add(*mark, format!("the engine reads the key `{key}` as a boolean"), "put the key in quotes");
        }
    }
}
