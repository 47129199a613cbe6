//! Changes as a comment on a pull request.

use crate::diff::{Change, Level};
use crate::render::escape;

use super::line::marked;
use super::{Verdict, counts};

/// GitHub takes comments of 65,536 characters. What follows the changes needs room as well.
const MAX_LENGTH: usize = 64_000;

/// More lines than these are folded.
const MAX_OPEN: usize = 20;

/// A summary and all changes, the weightiest first, as far as there is room.
pub fn markdown(verdict: &Verdict) -> String {
    let changes = &verdict.changes;
    let mut text = format!("## What changes for SQL users\n\n{}", summary(verdict));
    let mut room = MAX_LENGTH.saturating_sub(text.chars().count());
    let mut left_out = 0;
    for level in Level::ALL {
        let of_level: Vec<&Change> = changes.iter().filter(|change| change.level == level).collect();
        let (section, missing) = section(level, &of_level, room);
        room = room.saturating_sub(section.chars().count());
        left_out += missing;
        text.push_str(&section);
    }
    if left_out > 0 {
        text.push_str(&format!("\n{left_out} more changes have no room here; `provgen diff` prints them.\n"));
    }
    text
}

fn summary(verdict: &Verdict) -> String {
    let ignored = match verdict.ignored.len() {
        0 => String::new(),
        1 => "\n1 change is ignored, for a reason that the policy gives.\n".to_owned(),
        count => format!("\n{count} changes are ignored, for reasons that the policy gives.\n"),
    };
    let changes = &verdict.changes;
    if changes.is_empty() {
        return format!("Nothing.\n{ignored}");
    }
    let row = |(level, count): (Level, usize)| format!("| {} | {count} |\n", level.name());
    format!("| Level | Changes |\n|---|---|\n{}{ignored}", counts(changes).map(row).concat())
}

/// The changes of a level, and how many of them have no room. What is missing from one that is folded is behind the
/// last that is there.
fn section(level: Level, changes: &[&Change], room: usize) -> (String, usize) {
    let is_folded = changes.len() > MAX_OPEN || level == Level::Documentation;
    let title = format!("{} ({})", title(level), changes.len());
    let (open, close) = match is_folded {
        true => (format!("\n<details>\n<summary>{title}</summary>\n\n"), "\n</details>\n"),
        false => (format!("\n### {title}\n\n"), ""),
    };
    let mut room = room.saturating_sub(open.chars().count() + close.len());
    let mut lines = String::new();
    let mut shown = 0;
    let mut here = None;
    for change in changes {
        let address = change.place.address();
        let mut line = format!("  - {} ({})\n", marked(&change.text), change.kind.id);
        if here.as_ref() != Some(&address) {
            line.insert_str(0, &format!("- {}\n", escape::code(&address)));
        }
        let length = line.chars().count();
        if length > room {
            break;
        }
        room -= length;
        shown += 1;
        lines.push_str(&line);
        here = Some(address);
    }
    let text = if lines.is_empty() { String::new() } else { format!("{open}{lines}{close}") };
    (text, changes.len() - shown)
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking",
        Level::Risky => "Risky",
        Level::Compatible => "Compatible",
        Level::Documentation => "Documentation",
    }
}
