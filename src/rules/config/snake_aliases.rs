//! The provider renames columns to snake_case.

use crate::engine::Release;
use crate::engine::config::has_aliases;
use crate::finding::Severity;
use crate::rules::{Findings, ProviderContext};

/// The newer engine takes both names.
pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    let config = context.tree().get("config").filter(|config| has_aliases(config));
    let Some(flag) = config.and_then(|config| config.get("snake_case_aliases")) else { return };
    if findings.profile().includes(Release::August2026) {
        let message = "`SELECT *` gives the names of renamed columns as their values";
        findings.add_for_older(flag.mark, message, "remove `snake_case_aliases` while users run that engine");
    } else {
        let message = "columns have a second name in snake_case";
        findings.add_as(Severity::Info, flag.mark, message, "leave it so, if it is meant");
    }
}
