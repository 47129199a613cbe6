//! The provider asks for a version of StackQL.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let version = context.tree().get("config").and_then(|config| config.get("minStackQLVersion"));
    if let Some(version) = version {
        let message = "`minStackQLVersion` stops no older version: it is a warning of `REGISTRY PULL`";
        findings.add(version.mark, message, "do not rely on it: what an older engine lacks fails there");
    }
}
