//! The result of a run of `diff`.

use crate::diff::{Change, Level};

/// Reported and ignored changes, in order.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Reported changes.
    pub changes: Vec<Change>,
    /// Ignored changes.
    pub ignored: Vec<Ignored>,
}

/// An ignored change.
#[derive(Debug)]
pub struct Ignored {
    /// The change.
    pub change: Change,
    /// Why it is ignored.
    pub reason: String,
}

impl From<Vec<Change>> for Verdict {
    fn from(changes: Vec<Change>) -> Self {
        Verdict { changes, ignored: Vec::new() }
    }
}

impl Verdict {
    /// Whether there is a change of at least this level.
    pub fn reaches(&self, least: Level) -> bool {
        self.changes.iter().any(|change| change.level <= least)
    }

    /// The last line of the report, with the numbers of changes.
    pub fn totals(&self) -> String {
        let ignored = (!self.ignored.is_empty()).then(|| format!("{} ignored", self.ignored.len()));
        let found = totals(&self.changes).unwrap_or_else(|| "no changes".to_owned());
        format!("found: {}\n", [Some(found), ignored].into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// The numbers of changes by level, most severe first.
pub fn counts(changes: &[Change]) -> [(Level, usize); 4] {
    Level::ALL.map(|level| (level, changes.iter().filter(|change| change.level == level).count()))
}

/// Counts by level in words; `None` if there are no changes.
pub fn totals(changes: &[Change]) -> Option<String> {
    let counts = counts(changes).into_iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = counts.map(|(level, count)| format!("{count} {}", level.name())).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
