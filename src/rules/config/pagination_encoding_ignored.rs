//! A token of `pagination` says how it is encoded.

use crate::engine::pagination::location;
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

/// `url` is what every release does.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree).filter(|block| location(block, "requestToken") == Some("query")) {
        let encoding = block.get("requestToken").and_then(|token| token.get("encoding"));
        if let Some(encoding) = encoding.filter(|encoding| encoding.as_str() != Some("url")) {
            let message = "the engine takes no notice of `encoding`, and escapes the token";
            findings.add_for_older(encoding.mark, message, "leave it if the API reads escaped tokens as well");
        }
    }
}
