//! What a run of `diff` comes to: the changes that count, and those that do not.

use crate::diff::{Change, Level};

/// Changes in their order, with what was left out of them.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What is reported.
    pub changes: Vec<Change>,
    /// What the policy has taken out.
    pub ignored: Vec<Ignored>,
}

/// A change that does not count.
#[derive(Debug)]
pub struct Ignored {
    /// The change.
    pub change: Change,
    /// Why it does not count.
    pub reason: String,
}

impl From<Vec<Change>> for Verdict {
    fn from(changes: Vec<Change>) -> Self {
        Verdict { changes, ignored: Vec::new() }
    }
}

impl Verdict {
    /// Whether there is a change of this level or above.
    pub fn reaches(&self, least: Level) -> bool {
        self.changes.iter().any(|change| change.level <= least)
    }

    /// The line that counts.
    pub fn totals(&self) -> String {
        let ignored = (!self.ignored.is_empty()).then(|| format!("{} ignored", self.ignored.len()));
        let found = totals(&self.changes).unwrap_or_else(|| "nothing that changes".to_owned());
        format!("found: {}\n", [Some(found), ignored].into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

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
