//! A `config` block has a key that the engine does not know.

use crate::engine::config;
use crate::registry::Document;
use crate::rules::Findings;

/// Many providers have this block of hints for pages; the engine ignores it.
const HINTS: &str = "docs";

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let known: Vec<&str> = config::keys().chain([HINTS]).collect();
    for (_, config) in config::blocks(&document.tree) {
        for (key, node) in config.as_mapping().into_iter().flatten() {
            if !known.contains(&&**key) && !key.starts_with("x-") {
                findings.add(
                    node.mark,
                    format!("unknown key `{key}` in `config`"),
                    format!("use one of {}", known.join(", ")),
                );
            }
        }
    }
}
