//! `provgen review`: accepts or corrects the guesses of a mapping.

mod counts;
mod line;
mod list;
mod save;
mod session;
mod terminal;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::screen::{Screen, remark, result, result_in};
use super::status::{Status, fail};
use super::targets::{Target, targets};
use crate::cli::log::Language;
use crate::error::Error;
use crate::pipeline::{self, Job};
use crate::report;
use crate::review::{self, Change, Entry, Filter};
use crate::text::{counted, plain};

pub(super) use counts::table as counts;

/// Review the guesses in a mapping, least sure first.
///
/// In a terminal, one key accepts, edits or skips a row; `?` lists the keys. Each decision is written to the mapping at once, so
/// that nothing is lost if you stop. Elsewhere, or with --format, the rows are listed.
///
/// A FILTER is `all`, or conditions `key=value` joined by commas, which all hold. Keys: service, resource, method, verb,
/// cell, confidence (low or high), path. Values may have `*` and `?`.
///
/// Exit code 0: done, or stopped by a key or a signal. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Accept the guesses of these rows, and ask nothing
    #[arg(long, value_name = "FILTER", value_parser = Filter::parse)]
    accept: Option<Filter>,

    /// Review only these rows
    #[arg(long, value_name = "FILTER", value_parser = Filter::parse, conflicts_with = "accept")]
    only: Option<Filter>,

    /// List the rows as a table or as JSON, and ask nothing
    #[arg(long, value_name = "FORMAT", value_enum, conflicts_with = "accept")]
    format: Option<Format>,

    /// Review this mapping instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// JSON
    Json,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let job = Job { config: PathBuf::new(), spec: None, mapping: arguments.mapping.clone(), style: None };
    let targets = match targets(&arguments.providers, &job, Path::new("")) {
        Ok(targets) => targets,
        Err(error) => return fail(&error),
    };
    let mut worst = Status::Success;
    for target in &targets {
        let line = screen.progress().line(&target.name);
        line.say("reading");
        let reviewed = pipeline::reviewed(&target.job);
        drop(line);
        let done = match reviewed {
            Ok(reviewed) => arguments.review(target, &reviewed.mapping, reviewed.entries)?,
            Err(error) => Err(error),
        };
        match done {
            Ok(true) => break,
            Ok(false) => {}
            Err(error) => {
                remark(&format!("{}\n", report::error(&error)))?;
                worst = Status::Failure;
            }
        }
    }
    Ok(worst)
}

impl Arguments {
    /// Reviews one provider. Returns whether the person wants to stop.
    fn review(&self, target: &Target, file: &Path, mut entries: Vec<Entry>) -> io::Result<Result<bool, Error>> {
        if let Some(filter) = &self.accept {
            return self.accept(target, file, &mut entries, filter).map(|done| done.map(|()| false));
        }
        let filter = self.only.clone().unwrap_or_default();
        let is_asked = self.format.is_none() && io::stdin().is_terminal() && io::stdout().is_terminal();
        if !is_asked {
            return self.list(file, &entries, &filter).map(|()| Ok(false));
        }
        let session = session::Session::new(&target.job.config, file, &mut entries);
        let done = session.run(&filter);
        result(&counts(entries.iter().map(|entry| (entry.service.as_str(), &entry.row))))?;
        done
    }

    fn list(&self, file: &Path, entries: &[Entry], filter: &Filter) -> io::Result<()> {
        let queue = review::queue(entries, filter);
        if let Some(Format::Json) = self.format {
            return result_in(Language::Json, &list::json(file, entries, &queue));
        }
        result(&list::table(file, &queue))?;
        result(&counts(entries.iter().map(|entry| (entry.service.as_str(), &entry.row))))
    }

    fn accept(
        &self,
        target: &Target,
        file: &Path,
        entries: &mut [Entry],
        filter: &Filter,
    ) -> io::Result<Result<(), Error>> {
        let meant = |entry: &&mut Entry| entry.sureness().is_some() && filter.matches(entry);
        let mut changes = Vec::new();
        for entry in entries.iter_mut().filter(meant) {
            let after = review::accepted(&entry.row);
            changes.push(Change { before: entry.row.clone(), after: after.clone() });
            entry.row = after;
        }
        let refused = match save::save(&target.job.config, file, &changes) {
            Ok(refused) => refused,
            Err(error) => return Ok(Err(error)),
        };
        let accepted = counted(changes.len().saturating_sub(refused), "row");
        let done = format!("{}: accepted {accepted} of {}", target.name, file.display());
        result(&format!("{}\n", plain(&done)))?;
        if refused > 0 {
            // Which rows they are, only a fresh look tells.
            let told = format!("{} changed meanwhile and stayed as before; review again\n", counted(refused, "row"));
            return result(&told).map(Ok);
        }
        result(&counts(entries.iter().map(|entry| (entry.service.as_str(), &entry.row)))).map(Ok)
    }
}
