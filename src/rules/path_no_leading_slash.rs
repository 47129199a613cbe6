//! A path does not begin with `/`.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (path, item) in context.tree().entries("paths") {
        if !path.starts_with('/') && !path.starts_with("x-") {
            findings.add(item.mark, format!("the path `{path}` does not begin with `/`"), "begin it with `/`");
        }
    }
}
