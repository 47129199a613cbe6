//! `queryParamPushdown` sends OFFSET to the API.

use crate::engine::pushdown::Part;
use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        for (part, node, name) in pushdown::sent(block) {
            if part == Part::Skip {
                let message = format!("OFFSET loses rows: the API skips them by `{name}`, and the engine skips again");
                findings.add(node.mark, message, "remove `skip`");
            }
        }
    }
}
