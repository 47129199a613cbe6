//! A token of `pagination` has a regular expression.

use crate::engine::pagination::TOKENS;
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        for (name, token) in TOKENS.iter().filter_map(|name| Some((name, block.get(name)?))) {
            let regex = token.at_pointer("/args/regex");
            let algorithm = token.get("algorithm").filter(|algorithm| algorithm.as_str() == Some("regex"));
            if let Some(node) = regex.or(algorithm) {
                let message = format!("the engine does not apply the regular expression of `{name}`");
                findings.add(node.mark, message, "name a place that holds the token alone");
            }
        }
    }
}
