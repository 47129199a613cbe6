//! `provgen diff`: shows what changes for SQL users.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::formats::{Format, Sink, sinks};
use super::screen::{Screen, remark, result};
use super::status::{Status, fail};
use crate::diff;
use crate::diff::Verdict;
use crate::diff::{Bump, Change, Level};
use crate::engine::{Profile, Release};
use crate::error::Error;
use crate::finding::Located;
use crate::output::{self, Lock};
use crate::policy::{PolicyFile, judge_changes};
use crate::report::changes as report;
use crate::report::changes::Date;
use crate::report::findings_with_pages;
use crate::source;
use crate::state::side;

const MAX_MEGABYTES: u64 = 64;

/// Show what changes for SQL users between two states of providers.
///
/// A state is a registry, a provider in it, or a provgen.yaml, which is built. Each may be given as GITREF:PATH, which
/// is read from git without a checkout.
///
/// Exit code 0: no changes at or above the threshold. 1: changes. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Old state
    #[arg(value_name = "BASE")]
    base: String,

    /// New state
    #[arg(value_name = "REV")]
    rev: String,

    /// Print changes as text, json, github or markdown, or write them to a file; may be repeated
    /// [default: text, and github in GitHub Actions]
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = sink)]
    formats: Vec<Sink>,

    /// Print changes of at least this level; text counts the others
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Compatible)]
    show: Level,

    /// Exit with 1 on changes of at least this level
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,

    /// Show what changes on this release of the engine [default: that of the policy, else each]
    #[arg(long, value_name = "RELEASE", value_enum)]
    engine: Option<Release>,

    /// Read ignores from this file [default: the nearest provgen-validate.yaml, from the working folder upward]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Print only the required version bump (major, minor or patch)
    #[arg(long)]
    semver: bool,

    /// Add a section about the changes to this changelog, unless its newest section says the same
    #[arg(long, value_name = "FILE")]
    changelog: Option<PathBuf>,

    /// Date the section in the changelog, as YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DAY", value_parser = Date::parse, requires = "changelog")]
    date: Option<Date>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// Changes that make queries fail
    Breaking,
    /// Changes that may give queries other results
    Risky,
    /// Always exit with 0
    Never,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    match arguments.outcome(screen) {
        Ok(outcome) => arguments.show(&outcome, screen),
        Err(error) => fail(&error),
    }
}

struct Outcome {
    sinks: Vec<Sink>,
    verdict: Verdict,
    /// Ignores that matched nothing.
    unused: Vec<Located>,
}

impl Arguments {
    fn outcome(&self, screen: Screen) -> Result<Outcome, Error> {
        let sinks = self.sinks()?;
        let policy = PolicyFile::named_or_nearest(self.policy.as_deref())?;
        let progress = screen.progress();
        let line = progress.line("diff");
        line.say("reading");
        let (base, rev) = rayon::join(|| side(&self.base), || side(&self.rev));
        let (base, rev) = (base?, rev?);
        let names = base.iter().chain(&rev).map(|provider| provider.name.as_str()).collect();
        let profile =
            self.engine.or(policy.as_ref().and_then(PolicyFile::engine)).map(Profile::only).unwrap_or_default();
        let (verdict, unused) = judge_changes(policy.as_ref(), diff::diff_on(&base, &rev, profile), &names);
        if let Some(file) = &self.changelog {
            prepend(file, &verdict.changes, self.date.unwrap_or_else(Date::today))?;
        }
        Ok(Outcome { sinks, verdict, unused })
    }

    /// Where the changes are shown; fails if `--semver` and a format would both print to stdout.
    fn sinks(&self) -> Result<Vec<Sink>, Error> {
        match (self.semver, self.formats.iter().all(|sink| sink.file.is_some())) {
            (true, false) => {
                let message = "two results would be written to stdout";
                Err(Error::usage(message, "with --semver, give each format a file, such as --format json=changes.json"))
            }
            (true, true) if self.formats.is_empty() => Ok(Vec::new()),
            _ => sinks(&self.formats),
        }
    }

    fn show(&self, outcome: &Outcome, screen: Screen) -> io::Result<Status> {
        let Outcome { sinks, verdict, unused } = outcome;
        remark(&findings_with_pages(unused))?;
        for sink in sinks {
            if let Err(error) = sink.put(&self.printed(sink.format, verdict))? {
                return fail(&error);
            }
        }
        if self.semver {
            result(&format!("{}\n", Bump::of(&verdict.changes).name()))?;
        }
        let is_told = self.semver || sinks.iter().any(|sink| sink.format == Format::Text && sink.file.is_none());
        if !is_told && (!screen.is_quiet() || self.fails(verdict)) {
            remark(&verdict.totals())?;
        }
        Ok(if self.fails(verdict) { Status::Findings } else { Status::Success })
    }

    fn printed(&self, format: Format, verdict: &Verdict) -> String {
        match format {
            Format::Json => crate::diff::record::json(verdict),
            Format::Github => report::github(verdict),
            Format::Markdown => report::markdown(verdict),
            // `sink` rejects the other formats.
            Format::Text | Format::Junit | Format::Sarif => report::text(verdict, self.show),
        }
    }

    fn fails(&self, verdict: &Verdict) -> bool {
        match self.fail_on {
            FailOn::Breaking => verdict.reaches(Level::Breaking),
            FailOn::Risky => verdict.reaches(Level::Risky),
            FailOn::Never => false,
        }
    }
}

fn sink(text: &str) -> Result<Sink, String> {
    Sink::parse(text, &[Format::Text, Format::Json, Format::Github, Format::Markdown])
}

/// Adds a section to a changelog, creating the file if it does not exist.
fn prepend(file: &Path, changes: &[Change], date: Date) -> Result<(), Error> {
    let _turn = Lock::turn(file)?;
    let bytes = match source::read_file(file, MAX_MEGABYTES, "give the path of a readable file") {
        Ok(bytes) => Some(bytes),
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let before = str::from_utf8(bytes.as_deref().unwrap_or_default()).map_err(|_| {
        Error::usage(
            format!("{} is not UTF-8 text", file.display()),
            "give the path of a changelog, or of another file",
        )
    })?;
    match report::prepend(before, changes, date, &report::changelog_line) {
        Some(after) => output::replace_read(file, bytes.as_deref(), after.as_bytes()),
        None => Ok(()),
    }
}
