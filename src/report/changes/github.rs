//! Changes as annotations of GitHub Actions: what breaks queries, and what may. They name no file: what changed is a
//! query that nobody here has.

use crate::diff::{Change, Level};

use super::groups::Group;
use super::line::shortened;
use crate::diff::Verdict;

/// GitHub shows no more of each level and step.
const MOST: usize = 10;

/// One command a change, what is gone first, and a line that says how many have none. What breaks nothing has no place
/// beside a pull request.
pub fn github(verdict: &Verdict) -> String {
    let mut text = String::new();
    for (level, command) in [(Level::Breaking, "error"), (Level::Risky, "warning")] {
        let mut of_level: Vec<&Change> = verdict.changes.iter().filter(|change| change.level == level).collect();
        of_level.sort_by_key(|change| Group::of(change));
        text.extend(of_level.iter().take(MOST).map(|change| line(command, change)));
        if let Some(more) = of_level.len().checked_sub(MOST).filter(|more| *more > 0) {
            let (noun, verb) = if more == 1 { ("change", "has") } else { ("changes", "have") };
            let name = level.name();
            text.push_str(&format!("{more} more {name} {noun} {verb} no annotation: GitHub shows {MOST}\n"));
        }
    }
    text
}

fn line(command: &str, change: &Change) -> String {
    let text = data(&format!("{}: {}", change.place.address(), shortened(&change.text)));
    format!("::{command} title={}[{}]::{text}\n", change.level.name(), change.kind.id)
}

/// What ends a command is percent-encoded.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
