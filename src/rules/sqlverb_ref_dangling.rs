//! A list of a verb names a method that the resource does not have.

use crate::registry::listed_method;

use super::{Findings, ResourceContext};

/// Looks for it.
pub fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (verb, list) in context.node.entries("sqlVerbs") {
        for (index, entry) in list.as_sequence().into_iter().flatten().enumerate() {
            let method = listed_method(entry);
            let is_there =
                method.is_some_and(|name| context.node.get("methods").and_then(|methods| methods.get(name)).is_some());
            if !is_there {
                let target = entry.reference().unwrap_or("nothing");
                let message = format!("{verb} of `{}` refers to `{target}`, which is no method of it", context.name);
                findings.add(
                    context.listed(verb, index),
                    message,
                    "name a method of the resource, or remove the entry",
                );
            }
        }
    }
}
