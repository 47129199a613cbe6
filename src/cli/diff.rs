//! `provgen diff`: what changes for SQL users.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::screen::{Screen, result};
use super::{Status, fail};
use crate::diff::{self, Bump, Change, Date, Level, side};
use crate::error::Error;
use crate::output;
use crate::report::changes as report;
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

    /// Print how a version number has to move, and nothing else
    #[arg(long)]
    semver: bool,

    /// Put a section about the changes into this changelog
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
    let progress = screen.progress();
    let line = progress.line("diff");
    line.say("reading");
    let (base, rev) = rayon::join(|| side(&arguments.base), || side(&arguments.rev));
    let changes = match base.and_then(|base| Ok((base, rev?))) {
        Ok((base, rev)) => diff::diff(&base, &rev),
        Err(error) => return fail(&error),
    };
    drop(line);
    if let Some(file) = &arguments.changelog
        && let Err(error) = prepend(file, &changes, arguments.date.unwrap_or_else(Date::today))
    {
        return fail(&error);
    }
    result(&arguments.printed(&changes))?;
    Ok(if arguments.fails(&changes) { Status::Findings } else { Status::Success })
}

impl Arguments {
    fn printed(&self, changes: &[Change]) -> String {
        if self.semver {
            return format!("{}\n", Bump::of(changes).name());
        }
        match self.format {
            Format::Text => report::text(changes, self.show),
            Format::Markdown => report::markdown(changes),
            Format::Json => report::json(changes),
            Format::Github => report::github(changes),
        }
    }

    fn fails(&self, changes: &[Change]) -> bool {
        let threshold = match self.fail_on {
            FailOn::Breaking => Level::Breaking,
            FailOn::Risky => Level::Risky,
            FailOn::Never => return false,
        };
        changes.iter().any(|change| change.level <= threshold)
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
