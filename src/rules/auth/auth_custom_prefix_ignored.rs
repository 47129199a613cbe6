//! An `auth` block of the type `custom` has a `valuePrefix`.

use crate::engine::auth::{blocks, is_of_type};
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for auth in blocks(context.tree()).filter(|auth| is_of_type(auth, "custom")) {
        if let Some(prefix) = auth.get("valuePrefix").filter(|prefix| prefix.as_str() != Some("")) {
            let message = "the type `custom` sends the secret without `valuePrefix`";
            findings.add(prefix.mark, message, "write `type: api_key`, or have users put the prefix into the secret");
        }
    }
}
