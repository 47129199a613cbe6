//! Changes as a comment on a pull request: what breaks stands open on top, with what to write in its place.

use crate::diff::{Bump, Change, Level};
use crate::render::escape::{code, prose};

use super::groups::{Grouped, Item, Line, grouped};
use super::line::{marked, shortened};
use super::{Verdict, totals};

/// GitHub takes comments of 65,536 characters. What follows the changes needs room as well.
const MAX_LENGTH: usize = 64_000;

/// More lines than these are folded.
const MAX_OPEN: usize = 20;

/// The same of what breaks queries, which is what a reviewer is asked about.
const MAX_OPEN_BREAKING: usize = 80;

/// More things than these of one place are counted.
const MAX_ITEMS: usize = 15;

/// A summary and all changes, the weightiest first, as far as there is room. Of what people read there is the count.
pub fn markdown(verdict: &Verdict) -> String {
    let mut comment = Comment { text: summary(verdict), left_out: 0 };
    for level in [Level::Breaking, Level::Risky, Level::Compatible] {
        comment.level(level, &verdict.changes);
    }
    comment.ignored(verdict);
    comment.documentation(&verdict.changes);
    let Comment { mut text, left_out } = comment;
    if left_out > 0 {
        text.push_str(&format!("\n{left_out} more changes have no room here; `provgen diff` prints them.\n"));
    }
    text
}

fn summary(verdict: &Verdict) -> String {
    let title = "## What changes for SQL users\n\n";
    match totals(&verdict.changes) {
        None => format!("{title}Nothing.\n"),
        Some(totals) => {
            let bump = Bump::of(&verdict.changes).name();
            format!(
                "{title}**{totals}**. By semantic versioning, the next version is a {bump} one.\n\
                 `provgen explain` says more about each type of change.\n"
            )
        }
    }
}

/// The comment on the way.
struct Comment {
    text: String,
    left_out: usize,
}

impl Comment {
    fn room(&self) -> usize {
        MAX_LENGTH.saturating_sub(self.text.chars().count())
    }

    /// The changes of a level by what they mean for queries.
    fn level(&mut self, level: Level, changes: &[Change]) {
        let groups = grouped(changes.iter().filter(|change| change.level == level));
        let blocks: Vec<Vec<(String, usize)>> = groups.iter().map(block).collect();
        let most = if level == Level::Breaking { MAX_OPEN_BREAKING } else { MAX_OPEN };
        let is_folded = groups.iter().map(|group| group.lines.len()).sum::<usize>() > most;
        let count = changes.iter().filter(|change| change.level == level).count();
        self.section(&format!("{} ({count})", title(level)), is_folded, blocks);
    }

    /// What does not count, and why.
    fn ignored(&mut self, verdict: &Verdict) {
        let line = |ignored: &super::Ignored| {
            let address = code(&ignored.change.place.address());
            (format!("- {address}: {}. {}\n", marked(&ignored.change.text), prose(&shortened(&ignored.reason))), 1)
        };
        let lines: Vec<(String, usize)> = verdict.ignored.iter().map(line).collect();
        self.section(&format!("Ignored, for a reason ({})", lines.len()), true, vec![lines]);
    }

    /// How many descriptions are others; nobody reviews them one by one.
    fn documentation(&mut self, changes: &[Change]) {
        let of_level: Vec<&Change> = changes.iter().filter(|change| change.level == Level::Documentation).collect();
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for change in &of_level {
            match counts.iter_mut().find(|(id, _)| *id == change.kind.id) {
                Some((_, count)) => *count += 1,
                None => counts.push((change.kind.id, 1)),
            }
        }
        counts.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let lines = counts.into_iter().map(|(id, count)| (format!("- {count} {}\n", code(id)), count)).collect();
        self.section(&format!("Documentation ({})", of_level.len()), true, vec![lines]);
    }

    /// Blocks of lines under a heading, as far as there is room; each line with how many changes it tells.
    fn section(&mut self, title: &str, is_folded: bool, blocks: Vec<Vec<(String, usize)>>) {
        let (open, close) = match is_folded {
            true => (format!("\n<details>\n<summary>{title}</summary>\n"), "\n</details>\n"),
            false => (format!("\n### {title}\n"), ""),
        };
        let mut room = self.room().saturating_sub(open.chars().count() + close.len());
        let mut body = String::new();
        for block in blocks {
            let mut gap = "\n";
            for (line, count) in block {
                let length = line.chars().count() + gap.len();
                if length > room {
                    // Nothing behind it is shown, so that the order tells what is missing.
                    room = 0;
                    self.left_out += count;
                    continue;
                }
                room -= length;
                body.push_str(std::mem::take(&mut gap));
                body.push_str(&line);
            }
        }
        if !body.is_empty() {
            self.text.push_str(&format!("{open}{body}{close}"));
        }
    }
}

/// A line for each place, the first one behind the heading.
fn block(grouped: &Grouped<'_>) -> Vec<(String, usize)> {
    let (title, advice) = grouped.group.title();
    let ids: Vec<String> = grouped.ids.iter().map(|id| code(id)).collect();
    let advice = if advice.is_empty() { String::new() } else { format!(": {advice}") };
    let heading = format!("**{title}**{advice} ({})\n\n", ids.join(", "));
    let mut lines: Vec<(String, usize)> = grouped.lines.iter().map(|line| (text(line), line.count)).collect();
    if let Some((first, _)) = lines.first_mut() {
        first.insert_str(0, &heading);
    }
    lines
}

fn text(line: &Line<'_>) -> String {
    let methods: Vec<String> = line.methods.iter().take(MAX_ITEMS).map(|method| code(&shortened(method))).collect();
    let methods = match methods.is_empty() {
        true => String::new(),
        false => format!(" in {}{}", methods.join(", "), more(line.methods.len())),
    };
    let separator = if line.items.iter().any(|item| matches!(item, Item::Text(_))) { "; " } else { ", " };
    let items: Vec<String> = line.items.iter().take(MAX_ITEMS).map(item).collect();
    format!("- {}{methods}: {}{}\n", code(&shortened(&line.address)), items.join(separator), more(line.items.len()))
}

/// How many there are beyond those that are shown.
fn more(count: usize) -> String {
    match count.checked_sub(MAX_ITEMS) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    }
}

fn item(item: &Item<'_>) -> String {
    let named = |text: &str| code(&shortened(text));
    let spelled = |datatype: &str| if datatype.is_empty() { "of no type".to_owned() } else { named(datatype) };
    match item {
        Item::Name(name) => named(name),
        Item::Type { name, is, was } => format!("{} is {}, was {}", named(name), spelled(is), spelled(was)),
        Item::Values { name, values } => format!("{} of {}", named(values), named(name)),
        Item::Only { name, values } => format!("{} takes only {}", named(name), named(values)),
        Item::Any { name } => format!("{} takes any", named(name)),
        Item::Text(text) => marked(text),
    }
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking",
        Level::Risky => "Risky",
        Level::Compatible => "Compatible",
        Level::Documentation => "Documentation",
    }
}
