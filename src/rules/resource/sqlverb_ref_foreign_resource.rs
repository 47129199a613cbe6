//! The list of an SQL verb refers to a method of another resource.

use crate::registry::listed_method;
use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (verb, list) in context.node.entries("sqlVerbs") {
        for (index, entry) in list.as_sequence().into_iter().flatten().enumerate() {
            let own = format!("/{}/methods/", context.name);
            let (Some(method), Some(target)) = (listed_method(entry), entry.reference()) else { continue };
            let is_there = context.node.get("methods").and_then(|methods| methods.get(method)).is_some();
            if is_there && !target.contains(&own) {
                let message = format!(
                    "`{target}` refers to another resource, but the engine uses `{method}` of `{}`",
                    context.name
                );
                findings.add(context.listed(verb, index), message, "refer to a method of this resource");
            }
        }
    }
}
