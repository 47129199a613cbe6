//! What a user sees: results on stdout, progress on stderr, colour where it is wanted.

use std::cell::Cell;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Flags of every command.
#[derive(Clone, Copy, Debug, Args)]
pub struct Screen {
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,

    /// Print results and errors only, no progress and no notes
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Screen {
    /// Makes the choice of colour hold for everything that is printed from here on.
    pub fn apply(self) {
        let choice = match self.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        choice.write_global();
    }

    /// Whether progress and notes are unwanted.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Lines on stderr that say what is being done, if somebody looks.
    pub fn progress(self) -> Progress {
        Progress { lines: (!self.quiet).then(MultiProgress::new) }
    }
}

/// Writes to stdout, where results go. Colour is taken out where it is not wanted.
pub fn result(text: &str) -> io::Result<()> {
    AutoStream::auto(io::stdout()).lock().write_all(text.as_bytes())
}

/// Writes to stderr, where everything else goes.
pub fn remark(text: &str) -> io::Result<()> {
    AutoStream::auto(io::stderr()).lock().write_all(text.as_bytes())
}

/// One line for each piece of work, on a terminal only, and gone when the work is done.
pub struct Progress {
    lines: Option<MultiProgress>,
}

/// The line of one piece of work.
pub struct Line {
    bar: Option<ProgressBar>,
}

/// Work that is done sooner is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);

impl Progress {
    /// Prints a note above the lines, if notes are wanted.
    pub fn note(&self, text: &str) -> io::Result<()> {
        self.lines.as_ref().map_or(Ok(()), |lines| lines.suspend(|| remark(text)))
    }

    /// A bar for a download.
    pub fn transfer(&self, name: &str) -> Transfer {
        let bar = self.lines.as_ref().map(|lines| lines.add(ProgressBar::no_length().with_prefix(name.to_owned())));
        Transfer { bar, has_length: Cell::new(None) }
    }

    /// A bar that counts files.
    pub fn count(&self, name: &str, total: usize) -> Count {
        Count {
            lines: self.lines.clone(),
            name: name.to_owned(),
            total: u64::try_from(total).unwrap_or(u64::MAX),
            done: AtomicU64::new(0),
            started: Instant::now(),
            bar: OnceLock::new(),
        }
    }

    /// A line for a piece of work.
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
    /// Says what is being done now.
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

/// The bar of work on many files.
pub struct Count {
    lines: Option<MultiProgress>,
    name: String,
    total: u64,
    done: AtomicU64,
    started: Instant,
    /// There once the work has taken long enough.
    bar: OnceLock<ProgressBar>,
}

impl Count {
    /// Says that one more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(lines) = self.lines.as_ref().filter(|_| self.started.elapsed() >= PATIENCE) else { return };
        self.bar.get_or_init(|| self.bar(lines)).set_position(done);
    }

    fn bar(&self, lines: &MultiProgress) -> ProgressBar {
        let bar = ProgressBar::new(self.total).with_prefix(self.name.clone());
        let style = ProgressStyle::with_template("{prefix}: {bar:24} {pos} of {len} files ({elapsed})");
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

/// The bar of a download.
pub struct Transfer {
    bar: Option<ProgressBar>,
    has_length: Cell<Option<bool>>,
}

impl Transfer {
    /// Says how many bytes are here, and of how many.
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
