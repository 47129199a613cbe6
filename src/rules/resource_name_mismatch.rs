//! The name of a resource is not its key.

use super::{Findings, ResourceContext};

/// Looks for it.
pub fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    if let Some(name) = context.node.get("name")
        && name.as_str() != Some(&**context.name)
    {
        let message = format!("the resource `{}` calls itself `{}`", context.name, name.as_str().unwrap_or_default());
        findings.add(name.mark, message, format!("write `name: {}`", context.name));
    }
}
