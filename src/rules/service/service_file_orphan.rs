//! A file in `services` is not used by any service.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let named = |file: &str| context.opened.entries.iter().any(|entry| entry.file.as_deref() == Some(file));
    let split = |file: &str| {
        context.opened.entries.iter().any(|entry| {
            let target = entry.node.get("resources").and_then(|node| node.reference());
            target.is_some_and(|target| target.ends_with(file))
        })
    };
    for file in &context.opened.folder.files {
        let is_document = file.starts_with("services/") && file.ends_with(".yaml");
        if is_document && !named(file) && !split(file) {
            let mark = context.tree().get("providerServices").map_or(Default::default(), |node| node.mark);
            findings.add(
                mark,
                format!("no service refers to the file `{file}`"),
                "add a service that refers to it, or delete it",
            );
        }
    }
}
