//! Adds a section to a changelog in the form of [Keep a Changelog](https://keepachangelog.com).

use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use crate::diff::Change;
use crate::diff::{Action, Level};

const HEAD: &str = "# Changelog\n\nChanges for SQL users.\n";

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(civil::Date);

impl Date {
    /// Parses `YYYY-MM-DD`, and no other form of ISO 8601.
    ///
    /// # Errors
    /// The message for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let date = text.parse().ok().filter(|date: &civil::Date| date.year() >= 0 && date.to_string() == text);
        date.map(Date).ok_or_else(|| "write the date as YYYY-MM-DD".to_owned())
    }

    /// Today in UTC.
    pub fn today() -> Self {
        Date(Offset::UTC.to_datetime(Timestamp::now()).date())
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Adds a section about the changes before the other sections, whose bytes stay. Returns `None` if all changes are
/// documentation, or if the newest section has the same lines.
pub fn prepend(changelog: &str, changes: &[Change], date: Date, line: &dyn Fn(&Change) -> String) -> Option<String> {
    let section = section(changes, date, line)?;
    if changelog.is_empty() {
        return Some(format!("{HEAD}\n{section}"));
    }
    let line_end = if changelog.contains("\r\n") { "\r\n" } else { "\n" };
    let section = section.replace('\n', line_end);
    let (before, behind) = changelog.split_at(place(changelog));
    let newest = behind.get(..end(behind)).unwrap_or_default();
    let said = |section: &str| section.split_once('\n').map(|(_, said)| said.trim_end().to_owned());
    if said(newest) == said(&section) {
        return None;
    }
    let gap = if before.is_empty() || before.ends_with(&line_end.repeat(2)) {
        String::new()
    } else if before.ends_with('\n') {
        line_end.to_owned()
    } else {
        line_end.repeat(2)
    };
    let end = if behind.is_empty() { "" } else { line_end };
    Some(format!("{before}{gap}{section}{end}{behind}"))
}

/// The offset of the newest section, below the unreleased one.
fn place(changelog: &str) -> usize {
    let mut at = 0;
    for line in changelog.split_inclusive('\n') {
        let heading = line.strip_prefix("## ");
        if heading.is_some_and(|heading| !heading.to_lowercase().contains("unreleased")) {
            return at;
        }
        at += line.len();
    }
    changelog.len()
}

/// The length of the section that a text begins with.
fn end(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().map_or(0, str::len);
    first + lines.take_while(|line| !line.starts_with("## ")).map(str::len).sum::<usize>()
}

fn section(changes: &[Change], date: Date, line: &dyn Fn(&Change) -> String) -> Option<String> {
    let heading = |change: &Change| match change.kind.action {
        Action::Added => "Added",
        Action::Removed => "Removed",
        Action::Changed | Action::Renamed => "Changed",
    };
    let mut section = format!("## {date}\n");
    let told: Vec<&Change> = changes.iter().filter(|change| change.level != Level::Documentation).collect();
    for name in ["Added", "Changed", "Removed"] {
        let lines: String = told.iter().filter(|change| heading(change) == name).map(|change| line(change)).collect();
        if !lines.is_empty() {
            section.push_str(&format!("\n### {name}\n\n{lines}"));
        }
    }
    (!told.is_empty()).then_some(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        for text in ["0000-01-01", "1969-12-31", "2000-02-29", "9999-12-31"] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01-01", "+026-01-01", ""] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        for text in ["20260101", "+002026-01-01", "-000001-01-01", "2026-01-01T00:00", "2026-W01-1", " 2026-01-01"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_section_stands_before_the_others_and_behind_what_is_not_released() {
        let at = |text: &str| text.split_at(place(text)).1.to_owned();
        assert_eq!(at("# C\n\n## [Unreleased]\n- a\n\n## [1.0]\n"), "## [1.0]\n");
        assert_eq!(at("# C\n\n## 2020-01-01\n"), "## 2020-01-01\n");
        assert_eq!(at("# C\n"), "");
    }
}
