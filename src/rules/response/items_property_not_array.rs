//! A response without an object key has a property `items` that is no list.

use crate::engine::Engine;
use crate::rules::{Findings, MethodContext};
use crate::schema::{Spot, is_array};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    let Some(schema) = method.response_schema.as_ref().filter(|schema| !is_array(schema)) else { return };
    let resolver = context.service.resolver();
    let items = Engine { resolver }.property(&Spot::schema("response", schema), "items");
    let is_list = items.as_ref().and_then(|items| resolver.resolve(items.node)).is_some_and(is_array);
    if context.object_key().is_none() && items.is_some() && !is_list {
        let message = format!("SELECT refuses `{}`: its response has a property `items` that is no list", context.name);
        findings.add(context.name_mark(), message, "write `objectKey: $`");
    }
}
