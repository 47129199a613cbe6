//! The request token of a `pagination` block is not a parameter of any method that the block applies to.

use crate::rules::{Findings, ServiceContext};

use super::pagination;

/// Operations without any parameters are not checked.
pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (block, methods) in pagination::with_methods(context) {
        for location in ["query", "header", "path"] {
            let Some((key, node)) = pagination::token_in(block, "requestToken", location) else { continue };
            let declared = |it: &&&crate::model::Method| it.parameters.iter().any(|it| it.location == location);
            let is_there = methods.iter().any(|method| method.parameters.iter().any(|it| it.name == key));
            if methods.iter().any(|method| declared(&method)) && !is_there {
                let message = format!("no method that uses this token has a parameter `{key}` in the {location}");
                findings.add(node.mark, message, "use the name of the parameter as the operation declares it");
            }
        }
    }
}
