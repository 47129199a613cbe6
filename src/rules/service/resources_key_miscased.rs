//! The key of the resources is written in the wrong case.

use crate::engine::RESOURCES;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let components = context.tree().get("components").and_then(|it| it.as_mapping());
    for (key, node) in components.into_iter().flatten() {
        if key.eq_ignore_ascii_case(RESOURCES) && &**key != RESOURCES {
            findings.add(
                node.mark,
                format!("the engine does not recognise the key `{key}`"),
                format!("write `{RESOURCES}`"),
            );
        }
    }
}
