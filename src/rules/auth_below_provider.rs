//! `auth` stands below the provider.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let resources = context.resources().flat_map(|(_, resource)| {
        let methods = resource.entries("methods").filter_map(|(_, method)| method.get("config"));
        resource.get("config").into_iter().chain(methods)
    });
    for config in resources.chain(context.tree().get("x-stackQL-config")) {
        if let Some(auth) = config.get("auth") {
            findings.add(
                auth.mark,
                "the engine reads `auth` at the provider alone",
                "move it to `config` in `provider.yaml`",
            );
        }
    }
}
