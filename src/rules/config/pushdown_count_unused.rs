//! `queryParamPushdown` asks the API for a count.

use crate::engine::pushdown::Part;
use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        for (part, node, name) in pushdown::sent(block) {
            if part == Part::Count {
                let message = format!("`COUNT(*)` sends `{name}`, and counts the rows of the answer all the same");
                findings.add(node.mark, message, "remove `count`");
            }
        }
    }
}
