//! A token of `pagination` has no key.

use crate::engine::pagination::{TOKENS, has_key};
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        for name in TOKENS.into_iter().filter(|name| has_key(block, name)) {
            let Some(token) = block.get(name).filter(|token| !token.is_null()) else { continue };
            if pagination::key(token).is_none() {
                findings.add(
                    token.mark,
                    format!("`{name}` has no `key`"),
                    "add `key`: a parameter, a header or a path in the body",
                );
            }
        }
    }
}
