//! An object contains the same key twice.

use crate::registry::Document;
use crate::rules::Findings;
use crate::tree::oddity::Oddity;

pub(super) fn check(context: &Document, findings: &mut Findings) {
    for (mark, oddity) in &context.oddities {
        if let Oddity::DuplicateKey(key, first) = oddity {
            findings.add(
                *mark,
                format!("duplicate key `{key}`, first used on line {}", first.line()),
                "remove or rename one of the two; the engine uses the last one",
            );
        }
    }
}
