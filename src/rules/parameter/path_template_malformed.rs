//! The braces of a path do not match or are empty.

use crate::engine::path::has_sound_braces;
use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (path, item) in context.tree().entries("paths") {
        if !path.starts_with("x-") && !has_sound_braces(path) {
            findings.add(
                item.mark,
                format!("the braces of the path `{path}` do not match or are empty"),
                "write each parameter as `{name}`",
            );
        }
    }
}
