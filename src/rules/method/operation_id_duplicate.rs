//! Two operations of a document have the same `operationId`.

use std::collections::HashSet;

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for id in context.operations().filter_map(|(_, _, operation)| operation.get("operationId")) {
        let Some(text) = id.as_str().filter(|text| !text.is_empty()) else { continue };
        if !seen.insert(text) {
            findings.add(
                id.mark,
                format!("another operation has the same operationId `{text}`"),
                "give it a unique operationId",
            );
        }
    }
}
