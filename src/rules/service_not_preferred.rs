//! A service is not marked as preferred.

use super::{Findings, ProviderContext};

/// Looks for it.
pub fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for entry in &context.opened.entries {
        if !entry.node.flag("preferred") {
            let mark = entry.node.get("preferred").unwrap_or(&entry.node).mark;
            findings.add(mark, format!("the service `{}` is not preferred", entry.key), "write `preferred: true`");
        }
    }
}
