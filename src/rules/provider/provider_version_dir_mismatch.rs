//! The `version` in `provider.yaml` differs from the name of its folder.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let folder = context.opened.folder.version.as_str();
    if let Some(node) = context.tree().get("version")
        && let Some(version) = node.as_str().filter(|version| *version != folder)
    {
        let message = format!("the version is `{version}`, but the folder is `{folder}`");
        findings.add(node.mark, message, format!("set `version: {folder}`"));
    }
}
