//! The type of `auth` is none that the engine knows.

use crate::tree::Node;

use super::{Findings, ProviderContext};

/// What the engine knows.
const TYPES: [&str; 10] = [
    "api_key",
    "bearer",
    "basic",
    "custom",
    "oauth2",
    "service_account",
    "aws_signing_v4",
    "aws_assume_role",
    "azure_default",
    "interactive",
];

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
