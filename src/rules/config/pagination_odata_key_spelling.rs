//! The key of a token names a property with dots or `@`, in a spelling that the engine does not read.

use crate::engine::pagination::odd_body_key;
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        let Some((key, node)) = pagination::token_in(block, "responseToken", "body") else { continue };
        if let Some(expected) = odd_body_key(key) {
            let message = format!("the engine finds nothing at `{key}`, so that the first page is the last");
            findings.add(node.mark, message, format!("write `{expected}`"));
        }
    }
}
