//! The type of `auth` is none that the engine knows.

use crate::engine::auth::TYPES;
use crate::tree::Node;

use super::{Findings, ProviderContext};

/// Looks for it.
pub fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let auth = context.tree().get("config").and_then(|config| config.get("auth"));
    let Some(kind) = auth.and_then(|auth| auth.get("type")) else { return };
    let name = kind.as_str().unwrap_or_else(|| Node::kind(kind));
    if name != "null_auth" && !TYPES.contains(&name) {
        let message = format!("there is no kind of authentication `{name}`");
        findings.add(kind.mark, message, format!("write one of {}, null_auth", TYPES.join(", ")));
    }
}
