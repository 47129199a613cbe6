//! `provgen fetch`: downloads the documents that providers pin.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::DecimalBytes;

use super::screen::{Progress, Screen, remark, result};
use super::shell::shell_word;
use super::status::{Status, fail};
use super::targets;
use crate::error::Error;
use crate::fetch::{self, Document, Event, Job, Limits, Outcome, Pin};
use crate::report;
use crate::text;
use crate::text::counted;

/// Download the OpenAPI documents that providers pin with `source.url` and `source.sha256`.
///
/// A download replaces the file only if its SHA-256 is the pinned one. The environment names proxies (HTTPS_PROXY,
/// ALL_PROXY, NO_PROXY) and certificates (SSL_CERT_FILE, SSL_CERT_DIR).
///
/// Exit code 0: all documents are up to date. 2: a download failed; the old file is unchanged.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs` that have a `source.url`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Download the current version, and pin it in provgen.yaml
    #[arg(long)]
    update: bool,

    /// Give up on a server that sends nothing for this long
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// Try each download this many times, with growing waits in between
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=20))]
    tries: u32,
}

#[derive(Default)]
struct Tally {
    providers: usize,
    new: usize,
    same: usize,
    failed: usize,
    without_url: usize,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let configs = match targets::configs(&arguments.providers) {
        Ok(configs) => configs,
        Err(error) => return fail(&error),
    };
    let progress = screen.progress();
    let mut tally = Tally { providers: configs.len(), ..Tally::default() };
    for (name, config) in configs {
        match arguments.one(&name, config, &progress) {
            Ok(Outcome::NoUrl) => tally.without_url += 1,
            Ok(outcome) => {
                let count = if matches!(outcome, Outcome::UpToDate(_)) { &mut tally.same } else { &mut tally.new };
                *count += 1;
                result(&told(&name, &outcome))?;
            }
            Err(error) => {
                tally.failed += 1;
                remark(&format!("{}\n", report::error(&error)))?;
                result(&format!("{name}: failed\n"))?;
            }
        }
    }
    result(&tally.line())?;
    Ok(if tally.failed > 0 { Status::Failure } else { Status::Success })
}

impl Arguments {
    fn one(&self, name: &str, config: PathBuf, progress: &Progress) -> Result<Outcome, Error> {
        let job = Job { name: shell_word(name), config, is_update: self.update };
        let limits = Limits { timeout: Duration::from_secs(self.timeout), tries: self.tries };
        let bar = progress.transfer(name);
        let outcome = fetch::fetch(&job, limits, &|event| match event {
            Event::Received { bytes, total } => bar.received(bytes, total),
            Event::Retry { reason, wait } => {
                let reason = text::plain(reason);
                // Failing to print a note is no reason to stop.
                let _ = progress.note(&format!("{name}: {reason}; retrying in {:.1} s\n", wait.as_secs_f64()));
            }
        })?;
        if matches!(outcome, Outcome::NoUrl) && !self.providers.is_empty() {
            let help = "write `url` under `source` in its provgen.yaml";
            return Err(Error::usage(format!("`{name}` has no `source.url` to fetch from"), help));
        }
        Ok(outcome)
    }
}

fn told(name: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::NoUrl => String::new(),
        Outcome::UpToDate(document) => {
            let version = version(&document.pin).map_or(String::new(), |version| format!(" ({version})"));
            format!("{name}: {} is up to date{version}\n", document.file.display())
        }
        Outcome::Brought(document) => format!("{name}: {} was fetched ({})\n", document.file.display(), size(document)),
        Outcome::Updated(document, old) => {
            let change = |what: &str, old: &Option<String>, new: &Option<String>| {
                let text = |value: &Option<String>| text::plain(value.as_deref().unwrap_or("none"));
                format!("    {what:<8} {} -> {}\n", text(old), text(new))
            };
            let head = format!("{name}: {} and its pin were updated ({})\n", document.file.display(), size(document));
            let version = change("version", &old.version, &document.pin.version);
            head + &version + &change("sha256", &old.sha256, &document.pin.sha256)
        }
    }
}

fn version(pin: &Pin) -> Option<String> {
    pin.version.as_ref().map(|version| format!("version {}", text::plain(version)))
}

fn size(document: &Document) -> String {
    let size = DecimalBytes(u64::try_from(document.length).unwrap_or(u64::MAX));
    version(&document.pin).map_or(size.to_string(), |version| format!("{version}, {size}"))
}

impl Tally {
    /// The last line; empty for a single provider, which has a line of its own.
    fn line(&self) -> String {
        if self.providers == 1 && self.without_url == 0 {
            return String::new();
        }
        let without = match self.without_url {
            0 => String::new(),
            number => format!("; {} without `source.url`", counted(number, "provider")),
        };
        format!("{} new, {} up to date, {} failed{without}\n", self.new, self.same, self.failed)
    }
}
