//! `requestBodyTranslate` stands above the methods.

use crate::registry::Document;

use super::Findings;
use crate::engine::config;
use crate::engine::config::Level;

/// Looks for it.
pub fn check(document: &Document, findings: &mut Findings) {
    for (_, config) in config::blocks(&document.tree).filter(|(level, _)| *level != Level::Method) {
        if let Some(translate) = config.get("requestBodyTranslate") {
            let message = "the engine reads `requestBodyTranslate` at methods alone";
            findings.add(translate.mark, message, "move it to `config` of each method with a body");
        }
    }
}
