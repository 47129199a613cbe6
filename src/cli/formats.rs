//! `--format FORMAT[=FILE]`: how and where findings and changes are shown.

use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use super::explain::rule_text;
use super::log::{self, Language};
use super::screen::{remark, result, result_in};
use crate::error::Error;
use crate::output;
use crate::report::{self, Verdict};
use crate::text::closest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Github,
    Junit,
    Sarif,
    Markdown,
}

const FORMATS: [(&str, Format); 6] = [
    ("text", Format::Text),
    ("json", Format::Json),
    ("github", Format::Github),
    ("junit", Format::Junit),
    ("sarif", Format::Sarif),
    ("markdown", Format::Markdown),
];

/// A format and its file; without a file it goes to stdout.
#[derive(Clone, Debug)]
pub struct Sink {
    pub format: Format,
    pub file: Option<PathBuf>,
}

impl FromStr for Sink {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Sink::parse(text, &FORMATS.map(|(_, format)| format))
    }
}

/// The sinks that a user asks for, by default text, and annotations in GitHub Actions.
///
/// # Errors
/// Two results would be mixed on stdout or in a file.
pub fn sinks(asked: &[Sink]) -> Result<Vec<Sink>, Error> {
    if asked.is_empty() {
        let formats = if log::is_watched() { [Format::Text, Format::Github].as_slice() } else { &[Format::Text] };
        return Ok(formats.iter().map(|format| Sink { format: *format, file: None }).collect());
    }
    for (index, sink) in asked.iter().enumerate() {
        let is_mixed = |other: &&Sink| match (&sink.file, &other.file) {
            // Text and annotations share the log of a job.
            (None, None) => !(sink.is_for_log() && other.is_for_log()) || sink.format == other.format,
            (Some(file), Some(other)) => file == other,
            _ => false,
        };
        if asked.iter().skip(index + 1).any(|other| is_mixed(&other)) {
            let place = sink.file.as_ref().map_or("stdout".to_owned(), |file| file.display().to_string());
            let message = format!("two results would be written to {place}");
            return Err(Error::usage(message, "give each a file of its own, such as --format sarif=out.sarif"));
        }
    }
    Ok(asked.to_vec())
}

impl Sink {
    /// Parses `FORMAT[=FILE]` for a command that supports `formats`.
    ///
    /// # Errors
    /// The message for the user.
    pub fn parse(text: &str, formats: &[Format]) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("the file name is empty".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = FORMATS.into_iter().filter(|(_, format)| formats.contains(format));
        if let Some((_, format)) = known.clone().find(|(known, _)| *known == name) {
            return Ok(Sink { format, file });
        }
        let known: Vec<String> = known.map(|(name, _)| name.to_owned()).collect();
        Err(match closest(name, &known) {
            Some(known) => format!("unknown format `{name}`; did you mean `{known}`?"),
            None => format!("unknown format `{name}`; known formats are {}", known.join(", ")),
        })
    }

    fn is_for_log(&self) -> bool {
        matches!(self.format, Format::Text | Format::Github)
    }

    /// Shows a verdict, or writes it to its file. `most` caps findings on stdout only; 0 means no cap.
    ///
    /// # Errors
    /// Outer: stdout is closed. Inner: the file cannot be written.
    pub fn show(&self, verdict: &Verdict, most: usize) -> io::Result<Result<(), Error>> {
        let most = if self.file.is_some() { 0 } else { most };
        let text = match self.format {
            Format::Text => text(verdict, most),
            Format::Json => report::json::render(verdict),
            Format::Github => report::github::render(verdict),
            Format::Junit => report::junit::render(verdict)?,
            Format::Sarif => report::sarif::render(verdict, &rule_text),
            Format::Markdown => report::markdown::render(verdict),
        };
        if let (Format::Sarif, Some(note)) = (self.format, report::sarif::left_out(verdict)) {
            remark(&format!("{note}\n"))?;
        }
        self.put(&text)
    }

    /// Prints a text or writes it to the file.
    ///
    /// # Errors
    /// As [`Sink::show`].
    pub fn put(&self, text: &str) -> io::Result<Result<(), Error>> {
        match &self.file {
            Some(file) => Ok(output::replace(file, anstream::adapter::strip_str(text).to_string().as_bytes())),
            None => self.print(text).map(Ok),
        }
    }

    fn print(&self, text: &str) -> io::Result<()> {
        match self.format {
            Format::Github => result_in(Language::Commands, text),
            Format::Json | Format::Sarif => result_in(Language::Json, text),
            Format::Junit => result_in(Language::Xml, text),
            Format::Text | Format::Markdown => result(text),
        }
    }
}

fn text(verdict: &Verdict, most: usize) -> String {
    let (shown, hidden) = report::weightiest(&verdict.findings, most);
    report::findings_with_pages(shown) + &hidden + &verdict.totals()
}
