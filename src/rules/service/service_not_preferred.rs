//! A service is not marked as preferred.

use crate::place::Mark;
use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    // YAML 1.1 has more spellings of `true`.
    let oddities = &context.opened.document.oddities;
    let is_yes = |at: Mark| oddities.iter().any(|(mark, oddity)| *mark == at && oddity.is_true());
    for entry in &context.opened.entries {
        let preferred = entry.node.get("preferred");
        if !entry.node.flag("preferred") && !preferred.is_some_and(|node| is_yes(node.mark)) {
            let mark = preferred.unwrap_or(&entry.node).mark;
            findings.add(
                mark,
                format!("the service `{}` is not marked as preferred", entry.key),
                "set `preferred: true`",
            );
        }
    }
}
