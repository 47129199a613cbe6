//! A `pagination` block lacks a key that its algorithm needs.

use crate::engine::pagination::needed_tokens;
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        for key in needed_tokens(block).iter().filter(|key| block.get(key).is_none_or(|node| node.is_null())) {
            findings.add(
                block.mark,
                format!("`pagination` has no `{key}`, so the engine stops after the first page"),
                "add it",
            );
        }
    }
}
