//! A `config` block has a key that the engine does not know.

use crate::source::node::Node;

use super::{Findings, ServiceContext};

/// What the engine knows, and a block of hints for pages that many providers have.
const KEYS: [&str; 13] = [
    "auth",
    "pagination",
    "queryParamTranspose",
    "requestTranslate",
    "requestBodyTranslate",
    "variations",
    "views",
    "sqlExternalTables",
    "queryParamPushdown",
    "retry",
    "minStackQLVersion",
    "snake_case_aliases",
    "docs",
];

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let of_resources = context.resources().flat_map(|(_, resource)| configs(resource));
    for config in of_resources.chain(context.tree().get("x-stackQL-config")) {
        for (key, node) in config.as_mapping().into_iter().flatten() {
            if !KEYS.contains(&&**key) && !key.starts_with("x-") {
                findings.add(
                    node.mark,
                    format!("the engine knows no `{key}` in `config`"),
                    format!("write one of {}", KEYS.join(", ")),
                );
            }
        }
    }
}

/// The blocks of a resource and of its methods.
fn configs(resource: &Node) -> impl Iterator<Item = &Node> {
    let methods = resource.entries("methods").filter_map(|(_, method)| method.get("config"));
    resource.get("config").into_iter().chain(methods)
}
