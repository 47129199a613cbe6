//! A value is `null` where the loader needs an object.

use crate::rules::{Findings, ServiceContext};
use crate::text::with_article;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (mark, what) in &context.facts().search.nulls {
        findings.add(
            *mark,
            format!("the loader expects {} here, but the value is null", with_article(what)),
            "add a value, or remove the key",
        );
    }
}
