//! The type of an `auth` block is unknown to the engine.

use crate::engine::{Profile, Release, auth};
use crate::rules::{Findings, ProviderContext};
use crate::tree::Node;

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let block = context.tree().get("config").and_then(|config| config.get("auth"));
    let Some(kind) = block.and_then(|block| block.get("type")) else { return };
    let name = kind.as_str().unwrap_or_else(|| Node::kind(kind));
    let types = auth::types(findings.profile());
    let has = |types: &[&str]| types.iter().any(|known| known.eq_ignore_ascii_case(name));
    if has(&types) {
        return;
    }
    let message = format!("there is no kind of authentication `{name}`");
    let help = format!("write one of {}", types.join(", "));
    if has(&auth::types(Profile::only(Release::AnySdk055))) {
        findings.add_for_older(kind.mark, message, help);
    } else {
        findings.add(kind.mark, message, help);
    }
}
