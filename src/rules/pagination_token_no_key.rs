//! A token of `pagination` has no key.

use crate::registry::Document;

use super::{Findings, pagination};

/// Looks for it.
pub fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        // The address of the next page is the whole request.
        let is_link = block.text("algorithm") == Some("odata_next_link");
        let tokens = ["requestToken", "responseToken", "responseTerminator"].into_iter();
        let tokens = tokens.filter(|name| !(is_link && *name == "requestToken"));
        for (name, token) in tokens.filter_map(|name| Some((name, block.get(name).filter(|it| !it.is_null())?))) {
            let is_whole = token.text("location").is_some_and(|location| location.starts_with("request"));
            if pagination::key(token).is_none() && !is_whole {
                findings.add(token.mark, format!("`{name}` has no `key`"), "write where the token stands");
            }
        }
    }
}
