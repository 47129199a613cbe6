//! A service refers to a file outside the version folder of its provider.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let folder = &context.opened.folder;
    for entry in &context.opened.entries {
        let node = entry.node.get("service").and_then(|node| node.get("$ref"));
        let Some(reference) = entry.reference().filter(|reference| !reference.starts_with(&folder.prefix())) else {
            if entry.reference().is_none() && entry.node.get("resources").is_none() {
                let message = format!("the service `{}` refers to no file", entry.key);
                findings.add(
                    entry.node.mark,
                    message,
                    format!("set `service: {{$ref: {}services/<file>.yaml}}`", folder.prefix()),
                );
            }
            continue;
        };
        let message = format!(
            "the service `{}` refers to `{reference}`, which does not begin with `{}`",
            entry.key,
            folder.prefix()
        );
        let help = "references are relative to the folder of all providers: <provider>/<version>/services/<file>.yaml";
        findings.add(node.unwrap_or(&entry.node).mark, message, help);
    }
}
