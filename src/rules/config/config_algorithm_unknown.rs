//! A `config` block names an algorithm that the engine does not have.

use crate::engine::config::{ALGORITHMS, Level, blocks};
use crate::registry::Document;
use crate::rules::Findings;

/// Above a service document the engine reads none of these.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    let in_service =
        blocks(&document.tree).filter(|(level, _)| !matches!(level, Level::Provider | Level::ProviderService));
    for (_, config) in in_service {
        for (key, known) in ALGORITHMS {
            let Some(node) = config.get(key).and_then(|block| block.get("algorithm")) else { continue };
            let name = node.as_str().unwrap_or_default();
            let is_path = key == "requestBodyTranslate" && name.starts_with("naive_");
            if !name.is_empty() && !known.contains(&name) && !is_path {
                let message = format!("the engine has no algorithm `{name}` for `{key}`");
                findings.add(node.mark, message, format!("write one of {}, or remove it", known.join(", ")));
            }
        }
    }
}
