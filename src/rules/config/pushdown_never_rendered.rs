//! A filter or an order of `queryParamPushdown` has no syntax that the engine can write.

use crate::rules::{Findings, ServiceContext};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for block in pushdown::blocks(context.tree()) {
        for (part, node) in pushdown::parts(block).into_iter().filter(|(part, node)| !part.is_rendered(node)) {
            let message = format!("`{}` is never sent: the engine can write the syntax `odata` alone", part.key());
            findings.add(node.mark, message, "write `syntax: odata` if the API reads it, or remove the part");
        }
    }
}
