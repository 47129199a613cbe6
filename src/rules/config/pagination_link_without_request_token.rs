//! A block `pagination` follows links, and has no `requestToken`.

use crate::engine::pagination::follows_links;
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        if follows_links(block) && block.get("requestToken").is_none_or(|token| token.is_null()) {
            let message = "without `requestToken`, SELECT crashes at the end of the first page";
            findings.add_for_older(block.mark, message, "add `requestToken: {key: '', location: request}`");
        }
    }
}
