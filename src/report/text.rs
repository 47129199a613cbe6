//! Findings and errors as text for a terminal or a log.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use crate::error::Error;
use crate::finding::Severity;
use crate::place::Place;
use crate::text::plain;

use crate::finding::Located;

/// Longer lines, which are generated text, are not shown, and longer messages lose their middle.
const MAX_LINE: usize = 500;

/// Bytes to read of a line to see that it is too long.
const MAX_LINE_BYTES: u64 = 510;

/// Findings, one block each, with their source lines. Always coloured; the writer strips colour if needed.
pub fn findings<'a>(findings: impl IntoIterator<Item = &'a Located>) -> String {
    let mut lines = Lines::default();
    findings.into_iter().map(|finding| block(&finding.into(), &mut lines) + "\n\n").collect()
}

/// Like [`findings`], each with the command that explains its rule.
pub fn findings_with_pages<'a>(findings: impl IntoIterator<Item = &'a Located>) -> String {
    let mut lines = Lines::default();
    let text = |finding: &Located| {
        let page = format!("provgen explain {}", finding.rule);
        block(&Block { page: Some(page), ..finding.into() }, &mut lines) + "\n\n"
    };
    findings.into_iter().map(text).collect()
}

/// An error with its place and help.
pub fn error(error: &Error) -> String {
    let message = Block {
        level: Level::ERROR,
        rule: None,
        message: error.to_string(),
        place: error.place(),
        help: error.help(),
        page: None,
    };
    block(&message, &mut Lines::default())
}

/// Colours a unified diff.
pub fn diff(diff: &str) -> String {
    let style = |line: &str| match line.as_bytes() {
        [b'+', ..] => AnsiColor::Green.on_default(),
        [b'-', ..] => AnsiColor::Red.on_default(),
        [b'@', ..] => AnsiColor::Cyan.on_default(),
        _ => Style::new(),
    };
    let coloured = |line: &str| {
        let style = style(line);
        format!("{style}{}{style:#}\n", plain(line))
    };
    diff.lines().map(coloured).collect()
}

/// Plain text, without the middle if it is too long.
pub(super) fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= MAX_LINE {
        return plain(text);
    }
    let head: String = text.chars().take(MAX_LINE / 2).collect();
    let tail: String = text.chars().skip(count - MAX_LINE / 2).collect();
    plain(&format!("{head}…{tail}"))
}

struct Block<'a> {
    level: Level<'static>,
    rule: Option<&'static str>,
    message: String,
    place: Option<&'a Place>,
    help: &'a str,
    /// The command that explains the rule.
    page: Option<String>,
}

impl<'a> From<&'a Located> for Block<'a> {
    fn from(finding: &'a Located) -> Self {
        let level = match finding.severity {
            Severity::Fatal => Level::ERROR.with_name("fatal"),
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        Block {
            level,
            rule: Some(finding.rule),
            message: finding.message.clone(),
            place: Some(&finding.place),
            help: &finding.help,
            page: None,
        }
    }
}

fn block(block: &Block<'_>, lines: &mut Lines) -> String {
    let title = block.level.clone().primary_title(shortened(&block.message));
    let title = match block.rule {
        Some(rule) => title.id(rule),
        None => title,
    };
    let group = Group::with_title(title);
    match block.place {
        Some(place) => {
            let group = located(group, place, lines).element(Level::HELP.message(shortened(block.help)));
            let group = match &block.page {
                Some(page) => group.element(Level::NOTE.with_name(Some("see")).message(page.clone())),
                None => group,
            };
            Renderer::styled().render(&[group])
        }
        None => {
            let help = Group::with_title(Level::HELP.secondary_title(shortened(block.help)));
            Renderer::styled().render(&[group, help])
        }
    }
}

fn located<'a>(group: Group<'a>, place: &Place, lines: &mut Lines) -> Group<'a> {
    let path = plain(&place.file.display().to_string());
    let line = usize::try_from(place.mark.line()).unwrap_or(usize::MAX);
    let column = usize::try_from(place.mark.column()).unwrap_or(usize::MAX);
    let text = if line == 0 { None } else { lines.get(&place.file, line) };
    let group = match text {
        _ if line == 0 => group.element(Origin::path(path)),
        Some(text) => group.element(snippet(text, path, line, column)),
        None => group.element(Origin::path(path).line(line).char_column(column)),
    };
    match &place.pointer {
        Some(pointer) if !pointer.is_empty() => {
            group.element(Level::NOTE.with_name(Some("at")).message(shortened(pointer)))
        }
        _ => group,
    }
}

/// The source line, with the word at the column marked.
fn snippet<'a>(
    text: String,
    path: String,
    line: usize,
    column: usize,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let start = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let rest = text.get(start..).unwrap_or_default();
    let end = start + rest.find([' ', ':', ',']).filter(|length| *length > 0).unwrap_or(rest.len());
    Snippet::source(text).line_start(line).path(path).annotation(AnnotationKind::Primary.span(start..end))
}

/// Reads source lines forward only, because findings come in the order of files and lines: each file is read once and
/// never kept in memory.
#[derive(Default)]
struct Lines {
    file: PathBuf,
    rest: Option<BufReader<File>>,
    /// The number of lines read.
    done: usize,
    last: Option<String>,
}

impl Lines {
    /// A line, counted from 1; `None` if it is too long.
    fn get(&mut self, file: &Path, line: usize) -> Option<String> {
        if self.file != file || line < self.done {
            *self =
                Lines { file: file.to_owned(), rest: File::open(file).ok().map(BufReader::new), ..Lines::default() };
        }
        while self.done < line {
            let is_wanted = self.done + 1 == line;
            self.last = None;
            let rest = self.rest.as_mut()?;
            if is_wanted {
                self.last = short_line(rest).ok()?;
            } else if rest.skip_until(b'\n').ok()? == 0 {
                return None;
            }
            self.done += 1;
        }
        self.last.clone()
    }
}

fn short_line(rest: &mut BufReader<File>) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    rest.take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes)?;
    let is_whole = bytes.ends_with(b"\n");
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_end_matches(['\n', '\r']);
    if !is_whole {
        rest.skip_until(b'\n')?;
    }
    Ok((!bytes.is_empty() && text.len() <= MAX_LINE).then(|| plain(&text.replace('\t', " "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31m\u{202e}b\n"), "a\\u{1b}[31m\\u{202e}b\\u{a}");
    }

    #[test]
    fn lines_are_found_in_any_order_and_long_ones_left_out() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (file, other) = (folder.path().join("a"), folder.path().join("b"));
        let (long, most) = ("x".repeat(501), "y".repeat(500));
        std::fs::write(&file, format!("one\r\n{long}\n\ttwo\n{}\n{most}\n\nlast", long.repeat(100)))?;
        std::fs::write(&other, "other\n")?;
        let mut lines = Lines::default();
        let mut get = |file: &Path, line| lines.get(file, line);
        let found: Vec<Option<String>> = [1, 1, 2, 3, 5, 4, 7, 8, 9, 3].map(|line| get(&file, line)).into();
        let text = |text: &str| Some(text.to_owned());
        let wanted =
            [text("one"), text("one"), None, text(" two"), text(&most), None, text("last"), None, None, text(" two")];
        assert_eq!(found, wanted);
        assert_eq!(
            (get(&other, 1), get(&file, 1), get(&folder.path().join("none"), 1)),
            (text("other"), text("one"), None)
        );
        Ok(())
    }
}
