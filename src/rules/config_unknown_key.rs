//! A `config` block has a key that the engine does not know.

use crate::registry::Document;

use super::Findings;
use crate::engine::config;

/// What the engine knows, and a block of hints for pages that many providers have.
const KEYS: [&str; 13] = [
    "auth",
    "pagination",
    "queryParamTranspose",
    "requestTranslate",
    "requestBodyTranslate",
    "variations",
    "views",
    "sqlExternalTables",
    "queryParamPushdown",
    "retry",
    "minStackQLVersion",
    "snake_case_aliases",
    "docs",
];

/// Looks for it.
pub fn check(document: &Document, findings: &mut Findings) {
    for (_, config) in config::blocks(&document.tree) {
        for (key, node) in config.as_mapping().into_iter().flatten() {
            if !KEYS.contains(&&**key) && !key.starts_with("x-") {
                findings.add(
                    node.mark,
                    format!("the engine knows no `{key}` in `config`"),
                    format!("write one of {}", KEYS.join(", ")),
                );
            }
        }
    }
}
