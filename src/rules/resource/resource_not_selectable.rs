//! A resource has methods, but none for SELECT.

use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let resource = context.resource;
    if !resource.methods.is_empty() && resource.view.is_none() && resource.methods_of(SqlVerb::Select).is_empty() {
        let message = format!("`{}` has no method for SELECT", context.name);
        findings.add(context.node.mark, message, "if a method reads the resource, list it under `select`");
    }
}
