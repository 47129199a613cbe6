//! `pagination` is set on the provider, where the engine does not read its tokens.

use crate::engine::config::{self, Level};
use crate::finding::Severity;
use crate::rules::{Findings, ProviderContext};

const HELP: &str = "move the block to `x-stackQL-config` of each service document";

/// The newer engine has code for it that was never tried on a whole provider.
pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let pagination = context.tree().get("config").and_then(|config| config.get("pagination"));
    let token =
        pagination.and_then(|pagination| ["requestToken", "responseToken"].iter().find_map(|key| pagination.get(key)));
    let Some(token) = token else { return };
    if config::is_read("pagination", Level::Provider, findings.profile()) {
        let message = "the tokens of `pagination` at the provider may not be read";
        findings.add_as(Severity::Warning, token.mark, message, HELP);
    } else {
        findings.add_for_older(token.mark, "the tokens of `pagination` are not inherited from the provider", HELP);
    }
}
