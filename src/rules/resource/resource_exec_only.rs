//! No method of a resource is listed under an SQL verb.

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let resource = context.resource;
    let has_verb = resource.verbs.values().any(|list| !list.is_empty());
    if !resource.methods.is_empty() && resource.view.is_none() && !has_verb {
        let message = format!("only EXEC can call the methods of `{}`", context.name);
        findings.add(context.node.mark, message, "list them under the SQL verbs that fit");
    }
}
