//! A block `pagination` lacks what its algorithm needs.

use crate::registry::Document;

use super::{Findings, pagination};

/// Looks for it.
pub fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        let needed: &[&str] = match block.text("algorithm") {
            Some("odata_next_link") => &[],
            Some("page_number") => &["requestToken", "responseToken", "responseTerminator"],
            _ => &["requestToken", "responseToken"],
        };
        for key in needed.iter().filter(|key| block.get(key).is_none_or(|node| node.is_null())) {
            findings.add(
                block.mark,
                format!("`pagination` has no `{key}`, so that the first page is the last"),
                "add it",
            );
        }
    }
}
