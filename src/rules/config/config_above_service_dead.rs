//! A `config` block of `provider.yaml` has a key that the engine reads in service documents alone.

use crate::engine::config::{self, IN_SERVICE_ALONE, Level};
use crate::rules::{Findings, ProviderContext};

/// `provider-pagination-ignored` reports tokens for pages at the provider.
pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for (level, block) in config::blocks(context.tree()) {
        for key in IN_SERVICE_ALONE.into_iter().filter(|key| !(*key == "pagination" && level == Level::Provider)) {
            if let Some(node) = block.get(key) {
                let message = format!("the engine does not read `{key}` in `provider.yaml`");
                findings.add(node.mark, message, "move it to `x-stackQL-config` of each service document");
            }
        }
    }
}
