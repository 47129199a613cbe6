//! A part of `queryParamPushdown` does not say which columns it is for.

use crate::engine::pushdown::Part;
use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        for part in [Part::Filter, Part::Select] {
            let Some(node) = block.get(part.key()).filter(|node| node.items("supportedColumns").is_empty()) else {
                continue;
            };
            let message =
                format!("`{}` has no `supportedColumns`: it takes the parameters of WHERE as well", part.key());
            findings.add(node.mark, message, "list the columns of the response that the API can use there");
        }
    }
}
