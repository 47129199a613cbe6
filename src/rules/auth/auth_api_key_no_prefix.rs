//! An `auth` block of the type `api_key` has no `valuePrefix`.

use crate::engine::auth::{blocks, is_of_type};
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for auth in blocks(context.tree()).filter(|auth| is_of_type(auth, "api_key")) {
        if auth.text("valuePrefix").is_none_or(str::is_empty) {
            let message = "without `valuePrefix` the engine sends `Authorization: api_key <secret>`";
            findings.add(auth.mark, message, "add the `valuePrefix` that the API expects, such as `'Bearer '`");
        }
    }
}
