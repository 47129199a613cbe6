//! The type of an `auth` block is unknown to the engine.

use crate::engine::{Profile, auth};
use crate::rules::{Findings, ProviderContext};
use crate::tree::Node;

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let block = context.tree().get("config").and_then(|config| config.get("auth"));
    let Some(kind) = block.and_then(|block| block.get("type")) else { return };
    let name = kind.as_str().unwrap_or_else(|| Node::kind(kind));
    let types = auth::types(Profile::default());
    if !types.contains(&name) {
        let message = format!("unknown authentication type `{name}`");
        findings.add(kind.mark, message, format!("use one of {}", types.join(", ")));
    }
}
