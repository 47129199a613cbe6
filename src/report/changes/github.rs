//! Breaking and risky changes as annotations of GitHub Actions. They name no file: what breaks are queries elsewhere.

use crate::diff::{Change, Level};

use super::groups::Group;
use super::line::shortened;
use crate::diff::Verdict;

/// GitHub shows at most this many of each level and step.
const MOST: usize = 10;

/// One command for each breaking or risky change, and a line that counts those without one.
pub fn github(verdict: &Verdict) -> String {
    let mut text = String::new();
    for (level, command) in [(Level::Breaking, "error"), (Level::Risky, "warning")] {
        let mut of_level: Vec<&Change> = verdict.changes.iter().filter(|change| change.level == level).collect();
        of_level.sort_by_key(|change| Group::of(change));
        text.extend(of_level.iter().take(MOST).map(|change| line(command, change)));
        if let Some(more) = of_level.len().checked_sub(MOST).filter(|more| *more > 0) {
            let (noun, verb) = if more == 1 { ("change", "has") } else { ("changes", "have") };
            let name = level.name();
            text.push_str(&format!("{more} more {name} {noun} {verb} no annotation: GitHub shows at most {MOST}\n"));
        }
    }
    text
}

fn line(command: &str, change: &Change) -> String {
    let text = data(&format!("{}: {}", change.place.in_sql(), shortened(&change.text)));
    format!("::{command} title={}[{}]::{text}\n", change.level.name(), change.kind.id)
}

/// Percent-encodes what would end a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
