//! Tokens of `pagination` stand at the provider, where the engine does not read them.

use super::{Findings, ProviderContext};

/// Looks for it.
pub fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let pagination = context.tree().get("config").and_then(|config| config.get("pagination"));
    let Some(pagination) = pagination else { return };
    if let Some(token) = ["requestToken", "responseToken"].iter().find_map(|key| pagination.get(key)) {
        let message = "the tokens of `pagination` are not inherited from the provider";
        findings.add(token.mark, message, "move the block to `x-stackQL-config` of each service document");
    }
}
