//! The `name` of a service differs from its key.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for entry in &context.opened.entries {
        if let Some(name) = entry.node.get("name")
            && name.as_str() != Some(&*entry.key)
        {
            let message = format!("the service `{}` has the name `{}`", entry.key, name.as_str().unwrap_or_default());
            findings.add(name.mark, message, format!("set `name: {}`", entry.key));
        }
    }
}
