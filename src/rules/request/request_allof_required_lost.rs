//! A member of `allOf` in a request body requires properties.

use std::collections::BTreeSet;

use crate::rules::{Findings, MethodContext};
use crate::text::listed;
use crate::tree::Node;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.takes_columns()) else { return };
    let Some(schema) = &method.body_schema else { return };
    let resolver = context.service.resolver();
    let members = schema.items("allOf").iter().filter_map(|member| resolver.resolve(member));
    let required: BTreeSet<&str> = members.flat_map(|it| it.items("required")).filter_map(Node::as_str).collect();
    let own: BTreeSet<&str> = schema.items("required").iter().filter_map(Node::as_str).collect();
    let has = |name: &&&str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    let lost: Vec<&str> = required.difference(&own).filter(has).copied().collect();
    if !lost.is_empty() {
        let message =
            format!("`{}` does not ask for {}, which a member of `allOf` requires", context.name, listed(&lost));
        let mark = schema.get("allOf").unwrap_or(schema).mark;
        findings.add(mark, message, "merge the members into one schema, with one `required`");
    }
}
