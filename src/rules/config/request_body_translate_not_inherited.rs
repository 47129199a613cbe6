//! `requestBodyTranslate` is set above the methods.

use crate::engine::config;
use crate::registry::Document;
use crate::rules::Findings;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let profile = findings.profile();
    let is_read = |level| config::is_read("requestBodyTranslate", level, profile);
    for (_, config) in config::blocks(&document.tree).filter(|(level, _)| !is_read(*level)) {
        if let Some(translate) = config.get("requestBodyTranslate") {
            let message = "the engine reads `requestBodyTranslate` on methods only";
            findings.add(translate.mark, message, "move it to the `config` of each method with a request body");
        }
    }
}
