//! The folder of a provider does not have the name of the provider.

use crate::engine::provider;
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let name = context.opened.name();
    let folder = context.opened.folder.provider.as_str();
    let expected = provider::folder(name);
    if expected != folder {
        let mark = context.tree().get("name").map_or(Default::default(), |node| node.mark);
        let message = format!("the provider `{name}` is in the folder `{folder}`");
        findings.add(mark, message, format!("rename the folder to `{expected}`, or correct `name`"));
    }
}
