//! A service lacks a field that the registry requires.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for entry in &context.opened.entries {
        for field in ["id", "name", "title", "version", "description"] {
            if entry.node.get(field).is_none_or(|node| node.is_null()) {
                let message = format!("the service `{}` has no `{field}`", entry.key);
                findings.add(entry.node.mark, message, format!("add `{field}`"));
            }
        }
    }
}
