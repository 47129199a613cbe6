//! A section of a changelog in the form of [Keep a Changelog](https://keepachangelog.com).

use std::time::{SystemTime, UNIX_EPOCH};

use super::change::Change;
use super::table::{Action, Level};

const HEAD: &str = "# Changelog\n\nWhat changes for who queries with SQL.\n";

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    year: i64,
    month: u32,
    day: u32,
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split('-').map(|part| part.bytes().all(|b| b.is_ascii_digit()).then_some(part));
        let mut part = |length: usize| parts.next().flatten().filter(|part| part.len() == length);
        let read = (|| {
            let (year, month, day) = (part(4)?.parse().ok()?, part(2)?.parse().ok()?, part(2)?.parse().ok()?);
            Some(Date { year, month, day })
        })();
        let date = read.filter(|_| parts.next().is_none()).filter(|date| Date::of_days(date.days()) == *date);
        date.ok_or_else(|| "write a day as YYYY-MM-DD".to_owned())
    }

    /// Today in UTC.
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Date::of_days(i64::try_from(since.as_secs() / 86_400).unwrap_or_default())
    }

    /// From days since 1970-01-01, by the calendar that begins its years in March.
    fn of_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |number: i64| u32::try_from(number).unwrap_or_default();
        Date { year, month: small(month), day: small(day) }
    }

    fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        era * 146_097 + of_era - 719_468
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A changelog with a section about these changes before the sections that it has; the rest stays byte for byte.
/// Nothing if no query can notice a change, or if the newest section says the same, whatever its heading is.
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

/// Where the newest section begins: what is not released yet stays on top.
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

/// Where the section ends that a text begins with.
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
    fn days_are_counted_as_the_calendar_has_them() {
        for (days, text) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_781, "2026-11-24"), (-1, "1969-12-31")] {
            assert_eq!(Date::of_days(days).to_string(), text);
            assert_eq!(Date::parse(text).map(Date::days), Ok(days));
        }
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01-01", "+026-01-01", ""] {
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
