//! The `name` of a resource differs from its key.

use crate::rules::{Findings, ResourceContext};
use crate::tree::Node;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let name = context.node.get("name");
    let said = name.and_then(Node::as_str);
    if context.node.as_mapping().is_some() && said != Some(&**context.name) {
        let message = match said {
            Some(said) => format!("the resource `{}` has the name `{said}`", context.name),
            None => format!("the resource `{}` has no name", context.name),
        };
        let mark = name.unwrap_or(context.node).mark;
        findings.add(mark, message, format!("set `name: {}`", context.name));
    }
}
