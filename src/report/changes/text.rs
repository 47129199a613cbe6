//! Changes as text for a terminal or a log.

use anstyle::{AnsiColor, Style};

use crate::diff::{Address, Change, Level};
use crate::text::plain;

use super::line::shortened;
use crate::diff::Verdict;

/// Lists changes of at least a level by place, and counts all. Always coloured; the writer strips colour if needed.
pub fn text(verdict: &Verdict, least: Level) -> String {
    let shown = verdict.changes.iter().filter(|change| change.level <= least);
    let mut text = String::new();
    let mut here = None;
    for change in shown {
        let heading = heading(change);
        if here.as_ref() != Some(&heading) {
            let gap = if here.is_some() { "\n" } else { "" };
            let bold = Style::new().bold();
            text.push_str(&format!("{gap}{bold}{}{bold:#}\n", plain(&heading)));
            here = Some(heading);
        }
        text.push_str(&line(change));
    }
    let gap = if text.is_empty() { "" } else { "\n" };
    format!("{text}{gap}{}", verdict.totals())
}

fn heading(change: &Change) -> String {
    let here = change.place.in_sql();
    match change.was.as_ref().map(Address::in_sql).filter(|was| *was != here) {
        Some(was) => format!("{here} (was {was})"),
        None => here,
    }
}

fn line(change: &Change) -> String {
    let style = match change.level {
        Level::Breaking => AnsiColor::Red.on_default(),
        Level::Risky => AnsiColor::Yellow.on_default(),
        Level::Compatible => AnsiColor::Green.on_default(),
        Level::Documentation => AnsiColor::Cyan.on_default(),
    };
    let word = change.level.name();
    format!("  {style}{word}{style:#}: {} [{}]\n", plain(&shortened(&change.text)), change.kind.id)
}
