//! A path does not begin with `/`.

use crate::rules::{Findings, ServiceContext};

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (path, item) in context.tree().entries("paths") {
        if !path.starts_with('/') && !path.starts_with("x-") {
            findings.add(item.mark, format!("the path `{path}` does not begin with `/`"), "begin it with `/`");
        }
    }
}
