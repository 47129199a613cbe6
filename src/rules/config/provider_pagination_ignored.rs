//! `pagination` is set on the provider, where the engine does not read its tokens.

use crate::engine::Profile;
use crate::engine::config::{self, Level};
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let pagination = context.tree().get("config").and_then(|config| config.get("pagination"));
    let is_read = config::is_read("pagination", Level::Provider, Profile::default());
    let Some(pagination) = pagination.filter(|_| !is_read) else { return };
    if let Some(token) = ["requestToken", "responseToken"].iter().find_map(|key| pagination.get(key)) {
        let message = "the engine does not read the tokens of `pagination` on the provider";
        findings.add(token.mark, message, "move the block to `x-stackQL-config` of each service document");
    }
}
