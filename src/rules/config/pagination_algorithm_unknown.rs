//! A `pagination` block names an algorithm that the engine does not have.

use crate::engine::{self, Profile};
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let algorithms = engine::pagination::algorithms(Profile::default());
    for node in pagination::blocks(&document.tree).filter_map(|block| block.get("algorithm")) {
        let name = node.as_str().unwrap_or_default();
        if !name.is_empty() && !algorithms.contains(&name) {
            let message = format!("unknown pagination algorithm `{name}`");
            findings.add(node.mark, message, format!("use one of {}, or remove the key", algorithms.join(", ")));
        }
    }
}
