//! How a registry judges findings and changes: severities of rules, ignores with a reason, a baseline.

mod baseline;
mod changes;
mod file;
mod ignores;
mod judge;
mod refusal;
mod scope;

use crate::diff::CHANGES;
use crate::finding::RULES;
use crate::text::closest;

pub use baseline::Baseline;
pub use changes::judge as judge_changes;
pub use file::{Level, PolicyFile, schema};
pub use ignores::Ignore;
pub use judge::{Judge, Judged};
pub use scope::Scope;

/// The help for an unknown rule of `validate`; `None` if the rule exists.
pub fn unknown_rule(id: &str) -> Option<String> {
    unknown(id, RULES.iter().filter(|rule| rule.validate.or(rule.prove).is_some()).map(|rule| rule.id))
}

/// The help for an unknown type of change; `None` if it exists.
fn unknown_change(id: &str) -> Option<String> {
    unknown(id, CHANGES.iter().map(|kind| kind.id))
}

fn unknown<'n>(id: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let known: Vec<String> = known.map(str::to_owned).collect();
    if known.iter().any(|known| known == id) {
        return None;
    }
    Some(match closest(id, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "run `provgen explain --all` to list all".to_owned(),
    })
}
