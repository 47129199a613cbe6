//! The provider has no title.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    if context.tree().text("title").is_none_or(str::is_empty) {
        findings.add(Default::default(), "the provider has no title", "add `title`");
    }
}
