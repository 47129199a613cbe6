//! The list of an SQL verb refers to a method that the resource does not have.

use crate::registry::listed_method;
use crate::rules::{Findings, ResourceContext};
use crate::tree::Node;

/// Checks the lists of verbs, and the `inverse` of methods.
pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let methods = context.node.get("methods");
    let is_there = |entry: &Node| methods.zip(listed_method(entry)).is_some_and(|(all, name)| all.get(name).is_some());
    for (verb, list) in context.node.entries("sqlVerbs") {
        let entries = list.as_sequence().into_iter().flatten().enumerate();
        for (index, entry) in entries.filter(|(_, entry)| !is_there(entry)) {
            let target = entry.reference().unwrap_or("nothing");
            let message =
                format!("{verb} of `{}` refers to `{target}`, which is not a method of the resource", context.name);
            findings.add(context.listed(verb, index), message, "use a method of the resource, or remove the entry");
        }
    }
    for (name, method) in context.node.entries("methods") {
        let inverse = method.at_pointer("/inverse/sqlVerb").filter(|it| it.reference().is_some() && !is_there(it));
        if let Some(inverse) = inverse {
            let message = format!("the inverse of `{name}` is not a method of `{}`", context.name);
            findings.add(inverse.mark, message, "use a method of the resource, or remove `inverse`");
        }
    }
}
