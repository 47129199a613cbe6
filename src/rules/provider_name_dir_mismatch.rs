//! The folder of a provider is not called like the provider.

use super::{Findings, ProviderContext};

/// Looks for it.
pub fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let name = context.opened.name();
    let folder = context.opened.folder.provider.as_str();
    // The engine knows this one exception.
    let is_known = name == "google" && folder == "googleapis.com";
    if name != folder && !is_known {
        let mark = context.tree().get("name").map_or(Default::default(), |node| node.mark);
        findings.add(mark, format!("the provider `{name}` stands in the folder `{folder}`"), "give both the same name");
    }
}
