//! Results on stdout, progress on stderr, and colour.

use std::cell::Cell;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::log::{self, Language};

#[derive(Clone, Copy, Debug, Args)]
pub struct Screen {
    /// Use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,

    /// Print only results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    /// On terminals, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Screen {
    /// Applies the choice of colour to all later output.
    pub fn apply(self) {
        let choice = match self.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        choice.write_global();
    }

    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Progress on stderr; none with `--quiet`.
    pub fn progress(self) -> Progress {
        Progress { lines: (!self.quiet).then(MultiProgress::new) }
    }
}

/// Writes to stdout, without colour where it is not wanted.
pub fn result(text: &str) -> io::Result<()> {
    result_in(Language::Text, text)
}

/// Writes text in a language to stdout.
pub fn result_in(language: Language, text: &str) -> io::Result<()> {
    let colour = AutoStream::choice(&io::stdout());
    AutoStream::auto(io::stdout()).lock().write_all(shown(text, colour, language).as_bytes())
}

/// Writes to stderr, without colour where it is not wanted.
pub fn remark(text: &str) -> io::Result<()> {
    let colour = AutoStream::choice(&io::stderr());
    AutoStream::auto(io::stderr()).lock().write_all(shown(text, colour, Language::Text).as_bytes())
}

/// Text as it may be shown. Codes of colours, which could part a command, go first.
fn shown(text: &str, colour: ColorChoice, language: Language) -> String {
    let plain = match colour {
        ColorChoice::Never => strip_str(text).to_string(),
        _ => text.to_owned(),
    };
    if log::is_watched() { log::inert(&plain, language).into_owned() } else { plain }
}

/// Progress on a terminal: one line for each task, removed when the task is done.
pub struct Progress {
    lines: Option<MultiProgress>,
}

pub struct Line {
    bar: Option<ProgressBar>,
}

/// Shorter work shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);

impl Progress {
    /// Prints a note above the progress, unless `--quiet`.
    pub fn note(&self, text: &str) -> io::Result<()> {
        self.lines.as_ref().map_or(Ok(()), |lines| lines.suspend(|| remark(text)))
    }

    /// Starts a bar for a download.
    pub fn transfer(&self, name: &str) -> Transfer {
        let bar = self.lines.as_ref().map(|lines| lines.add(ProgressBar::no_length().with_prefix(name.to_owned())));
        Transfer { bar, has_length: Cell::new(None) }
    }

    /// Starts a bar that counts things: their plural is told.
    pub fn count(&self, name: &str, total: usize, what: &'static str) -> Count {
        Count {
            lines: self.lines.clone(),
            name: name.to_owned(),
            what,
            total: u64::try_from(total).unwrap_or(u64::MAX),
            done: AtomicU64::new(0),
            started: Instant::now(),
            bar: OnceLock::new(),
        }
    }

    /// Starts a line for a task.
    pub fn line(&self, name: &str) -> Line {
        let bar = self.lines.as_ref().map(|lines| {
            let bar = lines.add(ProgressBar::new_spinner().with_prefix(name.to_owned()));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar
        });
        Line { bar }
    }
}

impl Line {
    /// Shows the current stage.
    pub fn say(&self, what: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what);
            if bar.elapsed() >= PATIENCE {
                bar.tick();
                bar.enable_steady_tick(Duration::from_millis(200));
            }
        }
    }
}

pub struct Count {
    lines: Option<MultiProgress>,
    name: String,
    what: &'static str,
    total: u64,
    done: AtomicU64,
    started: Instant,
    /// Set once the work takes longer than [`PATIENCE`].
    bar: OnceLock<ProgressBar>,
}

impl Count {
    /// Counts one more as done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(lines) = self.lines.as_ref().filter(|_| self.started.elapsed() >= PATIENCE) else { return };
        self.bar.get_or_init(|| self.bar(lines)).set_position(done);
    }

    fn bar(&self, lines: &MultiProgress) -> ProgressBar {
        let bar = ProgressBar::new(self.total).with_prefix(self.name.clone());
        let style = ProgressStyle::with_template(&format!(
            "{{prefix}}: {{bar:24}} {{pos}} of {{len}} {} ({{elapsed}})",
            self.what
        ));
        let bar = lines.add(bar.with_elapsed(self.started.elapsed()));
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

pub struct Transfer {
    bar: Option<ProgressBar>,
    has_length: Cell<Option<bool>>,
}

impl Transfer {
    /// Shows how many bytes have arrived.
    pub fn received(&self, bytes: u64, total: Option<u64>) {
        let Some(bar) = self.bar.as_ref().filter(|bar| bar.elapsed() >= PATIENCE) else { return };
        if self.has_length.replace(Some(total.is_some())) != Some(total.is_some()) {
            let template = match total {
                Some(_) => "{prefix}: {bar:24} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}",
                None => "{prefix}: {decimal_bytes}, {decimal_bytes_per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
        }
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(bytes);
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
