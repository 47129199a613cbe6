//! An `auth` block sets `name` or `location`, but its type ignores them.

use crate::engine::auth::is_of_type;
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let auth = context.tree().get("config").and_then(|config| config.get("auth"));
    let Some(auth) = auth.filter(|auth| !is_of_type(auth, "custom")) else { return };
    for key in ["name", "location"] {
        if let Some(node) = auth.get(key) {
            let kind = auth.text("type").unwrap_or_default();
            let message = format!("`{key}` is ignored for the type `{kind}`; only `custom` uses it");
            findings.add(node.mark, message, "use `type: custom`, or remove the key");
        }
    }
}
