//! A part of `queryParamPushdown` of the dialect `custom` names no parameter.

use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        for (part, node) in pushdown::parts(block) {
            if part.parameter(node).is_none() {
                let message = format!("`{}` has no `paramName`, and so no effect", part.key());
                findings.add(node.mark, message, "add `paramName`, or write `dialect: odata`");
            }
        }
    }
}
