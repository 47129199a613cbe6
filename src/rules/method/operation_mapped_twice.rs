//! Two methods call the same operation.

use std::collections::HashMap;

use crate::registry;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let mut first: HashMap<_, String> = HashMap::new();
    for (resource, node) in context.resources() {
        for (name, method) in node.entries("methods") {
            let Ok(operation) = registry::operation(context.tree(), method) else { continue };
            let own = format!("{resource}.{name}");
            if let Some(other) = first.get(&operation.node.mark) {
                let message = format!("`{own}` calls the same operation as `{other}`");
                findings.add(method.mark, message, "remove one of them, unless both are intended");
                continue;
            }
            first.insert(operation.node.mark, own);
        }
    }
}
