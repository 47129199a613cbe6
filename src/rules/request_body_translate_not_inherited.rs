//! `requestBodyTranslate` stands above the methods.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let resources = context.resources().filter_map(|(_, resource)| resource.get("config"));
    for config in resources.chain(context.tree().get("x-stackQL-config")) {
        if let Some(translate) = config.get("requestBodyTranslate") {
            let message = "the engine reads `requestBodyTranslate` at methods alone";
            findings.add(translate.mark, message, "move it to `config` of each method with a body");
        }
    }
}
