//! A `pagination` block names an algorithm that the engine does not have.

use crate::engine::pagination::{TOKENS, algorithms};
use crate::engine::{Profile, Release};
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

/// The older engine takes no notice of an algorithm that only the newer one has. That does no harm beside tokens.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    let (known, newer) = (algorithms(findings.profile()), algorithms(Profile::only(Release::AnySdk055)));
    for block in pagination::blocks(&document.tree) {
        let Some(node) = block.get("algorithm") else { continue };
        let name = node.as_str().unwrap_or_default();
        if name.is_empty() || known.contains(&name) {
            continue;
        }
        let message = format!("the engine has no algorithm `{name}` for pages");
        if !newer.contains(&name) {
            findings.add(node.mark, message, format!("write one of {}, or none", known.join(", ")));
        } else if !TOKENS.iter().any(|token| block.get(token).is_some()) {
            let help = "add `requestToken: {key: '', location: request}` and the `responseToken`";
            findings.add_for_older(node.mark, message, help);
        }
    }
}
