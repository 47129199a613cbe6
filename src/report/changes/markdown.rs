//! Changes as a comment on a pull request: breaking ones first, with advice on what to write instead.

use crate::diff::{Bump, Change, Level};
use crate::report::escape::{code, prose};
use crate::text::counted;

use super::groups::{Group, Grouped, Item, Line, grouped};
use super::line::{marked, shortened};
use crate::diff::{Verdict, totals};

/// GitHub accepts comments of 65,536 characters; the rest is for what follows the changes.
const MAX_LENGTH: usize = 64_000;

/// Sections with more lines are folded.
const MAX_OPEN: usize = 20;

/// Breaking changes are for the reviewer: this many lines stay open.
const MAX_OPEN_BREAKING: usize = 80;

/// Further items of a place are only counted.
const MAX_ITEMS: usize = 15;

/// A summary and all changes that fit, most severe first. Changed descriptions are only counted.
pub fn markdown(verdict: &Verdict) -> String {
    let mut comment = Comment { text: summary(verdict), left_out: 0 };
    for level in [Level::Breaking, Level::Risky, Level::Compatible] {
        comment.level(level, &verdict.changes);
    }
    comment.ignored(verdict);
    comment.documentation(&verdict.changes);
    let Comment { mut text, left_out } = comment;
    if left_out > 0 {
        text.push_str(&format!("\n{left_out} more changes are not shown; run `provgen diff` to see them.\n"));
    }
    text
}

fn summary(verdict: &Verdict) -> String {
    let title = "## Changes for SQL users\n\n";
    match totals(&verdict.changes) {
        None => format!("{title}No changes.\n"),
        Some(totals) => {
            let bump = Bump::of(&verdict.changes).name();
            format!(
                "{title}**{totals}**. Semantic versioning requires a {bump} version bump.\nRun `provgen explain` to \
                 read about a type of change.\n"
            )
        }
    }
}

/// The comment so far.
struct Comment {
    text: String,
    left_out: usize,
}

impl Comment {
    fn room(&self) -> usize {
        MAX_LENGTH.saturating_sub(self.text.chars().count())
    }

    /// Adds the changes of a level, in groups.
    fn level(&mut self, level: Level, changes: &[Change]) {
        let blocks: Vec<Block> =
            grouped(changes.iter().filter(|change| change.level == level)).iter().map(Block::of).collect();
        let count = changes.iter().filter(|change| change.level == level).count();
        let title = format!("{} ({count})", title(level));
        if level == Level::Breaking {
            let (open, rest) = split(blocks, MAX_OPEN_BREAKING);
            let more = rest.iter().flat_map(|block| &block.lines).map(|(_, count)| count).sum::<usize>();
            self.section(&title, false, open);
            self.section(&counted(more, "more breaking change"), true, rest);
        } else {
            let is_folded = blocks.iter().map(|block| block.lines.len()).sum::<usize>() > MAX_OPEN;
            self.section(&title, is_folded, blocks);
        }
    }

    /// Adds ignored changes with their reasons.
    fn ignored(&mut self, verdict: &Verdict) {
        let line = |ignored: &crate::diff::Ignored| {
            let address = code(&ignored.change.place.in_sql());
            (format!("- {address}: {}. {}\n", marked(&ignored.change.text), prose(&shortened(&ignored.reason))), 1)
        };
        let lines: Vec<(String, usize)> = verdict.ignored.iter().map(line).collect();
        let title = format!("Ignored by the policy ({})", lines.len());
        self.section(&title, true, vec![Block { heading: String::new(), lines }]);
    }

    /// Adds deprecations, and the number of changed descriptions, which nobody reviews one by one.
    fn documentation(&mut self, changes: &[Change]) {
        let of_level = || changes.iter().filter(|change| change.level == Level::Documentation);
        let (deprecated, described): (Vec<&Change>, Vec<&Change>) =
            of_level().partition(|change| Group::of(change) == Group::Deprecated);
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for change in described {
            match counts.iter_mut().find(|(id, _)| *id == change.kind.id) {
                Some((_, count)) => *count += 1,
                None => counts.push((change.kind.id, 1)),
            }
        }
        counts.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let lines = counts.into_iter().map(|(id, count)| (format!("- {count} {}\n", code(id)), count)).collect();
        let title = format!("Documentation ({})", of_level().count());
        let mut blocks: Vec<Block> = grouped(deprecated).iter().map(Block::of).collect();
        blocks.push(Block { heading: String::new(), lines });
        self.section(&title, true, blocks);
    }

    /// Adds a section of blocks as far as they fit.
    fn section(&mut self, title: &str, is_folded: bool, blocks: Vec<Block>) {
        let (open, close) = match is_folded {
            true => (format!("\n<details>\n<summary>{title}</summary>\n"), "\n</details>\n"),
            false => (format!("\n### {title}\n"), ""),
        };
        let mut room = self.room().saturating_sub(open.chars().count() + close.len());
        let mut body = String::new();
        for block in blocks {
            let mut start = format!("\n{}", block.heading);
            for (line, count) in block.lines {
                let length = line.chars().count() + start.chars().count();
                if length > room {
                    // Skip all that follows too, so that what is missing is the end of the order.
                    room = 0;
                    self.left_out += count;
                    continue;
                }
                room -= length;
                body.push_str(&std::mem::take(&mut start));
                body.push_str(&line);
            }
        }
        if !body.is_empty() {
            self.text.push_str(&format!("{open}{body}{close}"));
        }
    }
}

/// Lines under a heading, each with the number of its changes.
struct Block {
    heading: String,
    lines: Vec<(String, usize)>,
}

impl Block {
    fn of(grouped: &Grouped<'_>) -> Self {
        let (title, advice) = grouped.group.title();
        let ids: Vec<String> = grouped.ids.iter().map(|id| code(id)).collect();
        let advice = if advice.is_empty() { String::new() } else { format!(": {advice}") };
        let heading = format!("**{title}**{advice} ({})\n\n", ids.join(", "));
        Block { heading, lines: grouped.lines.iter().map(|line| (text(line), line.count)).collect() }
    }
}

/// Splits after the first lines; the rest repeats the headings.
fn split(blocks: Vec<Block>, most: usize) -> (Vec<Block>, Vec<Block>) {
    let mut left = most;
    let part = |Block { heading, mut lines }: Block| {
        let rest = lines.split_off(left.min(lines.len()));
        left -= lines.len();
        [Block { heading: heading.clone(), lines }, Block { heading, lines: rest }]
    };
    let (first, rest): (Vec<_>, Vec<_>) = blocks.into_iter().map(part).map(|[first, rest]| (first, rest)).unzip();
    let some = |blocks: Vec<Block>| blocks.into_iter().filter(|block| !block.lines.is_empty()).collect();
    (some(first), some(rest))
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

/// Counts the items that are not shown.
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
        Item::Type { name, is, was } => format!("{} is now {} (was {})", named(name), spelled(is), spelled(was)),
        Item::Values { name, values } => format!("{} of {}", named(values), named(name)),
        Item::Only { name, values } => format!("{} accepts only {}", named(name), named(values)),
        Item::Any { name } => format!("{} accepts any value", named(name)),
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
