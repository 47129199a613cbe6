//! A part of `queryParamPushdown` does not say which columns it is for.

use crate::engine::pushdown::Part;
use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        let parts = pushdown::sent(block).into_iter().filter(|(part, ..)| matches!(part, Part::Filter | Part::Select));
        for (part, node, _) in parts.filter(|(_, node, _)| node.items("supportedColumns").is_empty()) {
            let message =
                format!("`{}` has no `supportedColumns`: it takes the parameters of WHERE as well", part.key());
            findings.add(node.mark, message, "list the columns of the response that the API can use there");
        }
    }
}
