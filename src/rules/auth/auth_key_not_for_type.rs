//! An `auth` block names its credentials by a key that its type does not read.

use crate::engine::auth::{self, blocks};
use crate::rules::{Findings, ProviderContext};

/// Another key may give credentials as well, which are then used.
pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for block in blocks(context.tree()) {
        let kind = block.text("type").unwrap_or_default();
        let Some(key) = block
            .get("api_key_var")
            .filter(|_| ["api_key", "bearer", "custom"].iter().any(|kind| auth::is_of_type(block, kind)))
        else {
            continue;
        };
        if !auth::CREDENTIALS.iter().any(|key| block.get(key).is_some()) {
            let message = format!("the type `{kind}` does not read `api_key_var`, and finds no credentials");
            findings.add(key.mark, message, "write `credentialsenvvar`");
        }
    }
}
