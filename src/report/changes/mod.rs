//! Changes for SQL users as people and machines read them; one form a file.

mod github;
mod groups;
mod json;
mod line;
mod markdown;
mod text;
mod verdict;

use crate::diff::{Change, Level};

pub use github::github;
pub use json::{Recorded, RecordedChange, json, read, schema};
pub use line::changelog_line;
pub use markdown::markdown;
pub use text::text;
pub use verdict::{Ignored, Verdict};

/// How many changes of each level there are, the weightiest first.
pub fn counts(changes: &[Change]) -> [(Level, usize); 4] {
    Level::ALL.map(|level| (level, changes.iter().filter(|change| change.level == level).count()))
}

/// The counts of those that there are, in words; none if there are none.
pub fn totals(changes: &[Change]) -> Option<String> {
    let counts = counts(changes).into_iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = counts.map(|(level, count)| format!("{count} {}", level.name())).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
