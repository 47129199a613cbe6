//! `provgen diff`: what changes for SQL users.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::screen::{Screen, remark, result};
use super::{Status, fail};
use crate::diff::{self, Bump, Change, Date, Level, side};
use crate::error::Error;
use crate::output;
use crate::policy::{PolicyFile, judge_changes};
use crate::report::changes::{self as report, Verdict};
use crate::report::{Located, findings_with_pages};
use crate::source;

/// Larger changelogs are refused.
const MAX_MEGABYTES: u64 = 64;

/// Compare two states of providers: which queries break, and what is new.
///
/// A state is a registry, a provider in it, a provgen.yaml that is built, or one of these as GITREF:PATH, which is
/// read from git without a checkout.
///
/// Exit code 0: nothing at or above the threshold. 1: changes. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What there was
    #[arg(value_name = "BASE")]
    base: String,

    /// What there is
    #[arg(value_name = "REV")]
    rev: String,

    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Print changes of this level and above; for text, others are counted
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Compatible)]
    show: Level,

    /// Fail on changes of this level; weightier ones fail as well
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,

    /// Ignores [default: the nearest provgen-validate.yaml from here upward]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Print how a version number has to move, and nothing else
    #[arg(long)]
    semver: bool,

    /// Put a section about the changes into this changelog, unless its newest one says the same
    #[arg(long, value_name = "FILE")]
    changelog: Option<PathBuf>,

    /// The day of that section, as YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DAY", value_parser = Date::parse, requires = "changelog")]
    date: Option<Date>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// All changes as one JSON object
    Json,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// What makes queries fail
    Breaking,
    /// What may give something else
    Risky,
    /// Nothing
    Never,
}

/// Runs the command.
pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let (verdict, unused) = match arguments.verdict(screen) {
        Ok(judged) => judged,
        Err(error) => return fail(&error),
    };
    if let Some(file) = &arguments.changelog
        && let Err(error) = prepend(file, &verdict.changes, arguments.date.unwrap_or_else(Date::today))
    {
        return fail(&error);
    }
    remark(&findings_with_pages(&unused))?;
    result(&arguments.printed(&verdict))?;
    Ok(if arguments.fails(&verdict) { Status::Findings } else { Status::Success })
}

impl Arguments {
    fn verdict(&self, screen: Screen) -> Result<(Verdict, Vec<Located>), Error> {
        let policy = PolicyFile::named_or_nearest(self.policy.as_deref())?;
        let progress = screen.progress();
        let line = progress.line("diff");
        line.say("reading");
        let (base, rev) = rayon::join(|| side(&self.base), || side(&self.rev));
        let (base, rev) = (base?, rev?);
        let names = base.iter().chain(&rev).map(|provider| provider.name.as_str()).collect();
        Ok(judge_changes(policy.as_ref(), diff::diff(&base, &rev), &names))
    }

    fn printed(&self, verdict: &Verdict) -> String {
        if self.semver {
            return format!("{}\n", Bump::of(&verdict.changes).name());
        }
        match self.format {
            Format::Text => report::text(verdict, self.show),
            Format::Markdown => report::markdown(verdict),
            Format::Json => report::json(verdict),
            Format::Github => report::github(verdict),
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

/// Puts a section into a changelog, which need not be there yet.
fn prepend(file: &Path, changes: &[Change], date: Date) -> Result<(), Error> {
    let bytes = match source::read_file(file, MAX_MEGABYTES, "name a file that can be read") {
        Ok(bytes) => bytes,
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let before = String::from_utf8(bytes).map_err(|_| {
        Error::usage(format!("{} is no text in UTF-8", file.display()), "name the changelog, or another file")
    })?;
    match diff::prepend(&before, changes, date, &report::changelog_line) {
        Some(after) => output::replace(file, after.as_bytes()),
        None => Ok(()),
    }
}
