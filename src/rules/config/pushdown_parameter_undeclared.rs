//! `queryParamPushdown` sends a parameter that an operation does not declare.

use crate::rules::{Findings, ServiceContext};

use super::pushdown;

/// LIMIT is of no use with a method for a single row.
pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (block, methods) in pushdown::with_methods(context) {
        for (part, node, name) in pushdown::sent(block) {
            let lists: Vec<_> = methods.iter().filter(|method| method.is_list).collect();
            let without: Vec<_> =
                lists.iter().filter(|it| !it.parameters.iter().any(|parameter| parameter.name == name)).collect();
            if let Some(method) = without.first() {
                let message = format!(
                    "`{}` sends `{name}`, which {} of {} operations for lists do not declare, such as that of `{}`",
                    part.key(),
                    without.len(),
                    lists.len(),
                    method.name
                );
                findings.add(node.mark, message, "move it to the methods whose operations have the parameter");
            }
        }
    }
}
