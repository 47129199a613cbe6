//! Changes as annotations of GitHub Actions: what breaks queries, and what may.

use crate::diff::{Change, Level};

use super::Verdict;
use super::line::shortened;

/// A command a line. The rest has no place beside a pull request.
pub fn github(verdict: &Verdict) -> String {
    let line = |change: &Change| {
        let command = match change.level {
            Level::Breaking => "error",
            Level::Risky => "warning",
            Level::Compatible | Level::Documentation => return None,
        };
        let text = data(&format!("{}: {}", change.place.address(), shortened(&change.text)));
        Some(format!("::{command} title={}::{text}\n", change.kind.id))
    };
    verdict.changes.iter().filter_map(line).collect()
}

/// What ends a command is percent-encoded.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
