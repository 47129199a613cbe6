//! `auth` is set below the provider: on a service, a resource or a method.

use crate::engine::config;
use crate::registry::Document;
use crate::rules::Findings;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let profile = findings.profile();
    for (_, config) in config::blocks(&document.tree).filter(|(level, _)| !config::is_read("auth", *level, profile)) {
        if let Some(auth) = config.get("auth") {
            findings.add(
                auth.mark,
                "the engine reads `auth` on the provider only",
                "move it to `config` in `provider.yaml`",
            );
        }
    }
}
