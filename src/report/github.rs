//! Findings as commands of GitHub Actions, which shows them beside the lines of a pull request.

use std::fmt::Write;

use crate::finding::Severity;

use super::Verdict;
use super::text::shortened;
use crate::finding::Located;

/// GitHub shows at most this many of each level and step.
const MOST: usize = 10;

const LEVELS: [(&str, &[Severity]); 3] =
    [("error", &[Severity::Fatal, Severity::Error]), ("warning", &[Severity::Warning]), ("notice", &[Severity::Info])];

/// One command for each finding, and a line that counts those without one.
pub fn render(verdict: &Verdict) -> String {
    let mut text = String::new();
    for (level, weights) in LEVELS {
        let mut of_level: Vec<&Located> =
            verdict.findings.iter().filter(|finding| weights.contains(&finding.severity)).collect();
        of_level.sort_by_key(|finding| finding.severity);
        text.extend(
            of_level.iter().take(MOST).map(|finding| command(level, &verdict.names.path_from_root(finding), finding)),
        );
        if let Some(more) = of_level.len().checked_sub(MOST).filter(|more| *more > 0) {
            let noun = if more == 1 { "finding" } else { "findings" };
            // Writing to a string cannot fail.
            let _ =
                writeln!(text, "{more} more {noun} of level {level} have no annotation: GitHub shows at most {MOST}");
        }
    }
    text
}

fn command(level: &str, file: &str, finding: &Located) -> String {
    let mark = finding.place.mark;
    let mut properties = format!("file={}", property(file));
    for (name, number) in [("line", mark.line()), ("col", mark.column())].into_iter().filter(|_| mark.line() > 0) {
        // Writing to a string cannot fail.
        let _ = write!(properties, ",{name}={number}");
    }
    let title = property(&format!("{}[{}]", finding.severity.name(), finding.rule));
    let message = data(&format!("{}\nhelp: {}", shortened(&finding.message), shortened(&finding.help)));
    format!("::{level} {properties},title={title}::{message}\n")
}

/// Escapes the text after the colons of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
