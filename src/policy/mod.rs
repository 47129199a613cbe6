//! What a registry makes of findings: other weights for rules, ignores with a reason, a baseline.

mod baseline;
mod file;
mod judge;
mod refusal;
mod scope;

use crate::config::closest;
use crate::finding::{Rule, Severity};
use crate::rules::CHECKS;

pub use baseline::Baseline;
pub use file::{FILE, Ignore, Level, Policy, PolicyFile, schema};
pub use judge::{Judge, Judged};
pub use scope::Scope;

/// An ignore that hits nothing.
pub static IGNORE_UNUSED: Rule = Rule {
    id: "ignore-unused",
    severity: Severity::Warning,
    summary: "An ignore of the policy hits nothing in what was checked.",
};

/// The page of [`IGNORE_UNUSED`].
pub const PAGE: &str = include_str!("ignore-unused.md");

/// The help for a name that is no rule of `validate`; nothing if it is one.
pub fn unknown_rule(id: &str) -> Option<String> {
    let known: Vec<String> =
        CHECKS.iter().map(|check| check.rule.id).chain([IGNORE_UNUSED.id]).map(str::to_owned).collect();
    if known.iter().any(|known| known == id) {
        return None;
    }
    Some(match closest(id, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`provgen explain --all` prints all of them".to_owned(),
    })
}
