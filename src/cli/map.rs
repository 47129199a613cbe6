//! `provgen map`: proposes the rows that a mapping lacks.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use super::remarks::remarks;
use super::screen::{Screen, remark, result};
use super::shell::shell_word;
use super::status::{Status, fail};
use super::targets::{Target, targets};
use crate::error::Error;
use crate::mapping::infer::{NameFrom, Proposed, Standing, State};
use crate::output::{self, Lock};
use crate::pipeline::{self, Completed, Job};
use crate::report;
use crate::review::Filter;
use crate::text::{counted, plain};

/// Propose resources, methods and SQL verbs for operations that the mapping lacks.
///
/// Cells that you filled are never changed, but for path, HTTP verb and operationId of an operation that a new version of the
/// API moved: its row moves along, and is listed. New rows follow the last row of their service. The column `provgen` names
/// guessed cells, as `guess:high` if at least 95 of 100 such guesses are right, else as `guess:low`: `provgen review` goes
/// through them. It also names hinted cells, which the operation itself gives by
/// x-stackql-resource, x-stackql-method, x-stackql-verb and x-stackql-objectKey (or x-stackQL-..). A missing mapping is
/// created.
///
/// Settings for pages and LIMIT that new methods need go into provgen.yaml, before those that are there, which win.
///
/// Exit code 0: done. 1, with --check only: an operation has no row, a row has to move, or a guess is not reviewed. 2: could
/// not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Write nothing; exit with 1 if an operation has no row, a row has to move or a guess is not reviewed
    #[arg(long)]
    check: bool,

    /// Read this OpenAPI document instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// Complete this mapping instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// Guess all cells of these rows anew, also those that you wrote; FILTER is that of `provgen review`. Rows whose operation
    /// moved or is gone stay
    #[arg(long, value_name = "FILTER", value_parser = Filter::parse)]
    redo: Option<Filter>,

    /// Name new resources after this
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = NameFrom::Agreement)]
    name_from: NameFrom,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let job =
        Job { config: PathBuf::new(), spec: arguments.spec.clone(), mapping: arguments.mapping.clone(), style: None };
    let targets = match targets(&arguments.providers, &job, Path::new("")) {
        Ok(targets) => targets,
        Err(error) => return fail(&error),
    };
    let mut worst = Status::Success;
    // Not in parallel: two providers may share a mapping.
    for target in &targets {
        let line = screen.progress().line(&target.name);
        let completed = arguments.complete(target, &|stage| line.say(stage));
        drop(line);
        let status = match completed {
            Ok((status, told)) => {
                result(&told)?;
                status
            }
            Err(error) => {
                remark(&format!("{}\n", report::error(&error)))?;
                Status::Failure
            }
        };
        worst = worst.max(status);
    }
    Ok(worst)
}

impl Arguments {
    fn complete(&self, target: &Target, on_stage: &dyn Fn(&'static str)) -> Result<(Status, String), Error> {
        let _turn = if self.check { None } else { Lock::turn(&target.job.config)? };
        let completed = match &self.redo {
            Some(filter) => pipeline::redo(&target.job, self.name_from, filter, on_stage)?,
            None => pipeline::complete(&target.job, self.name_from, on_stage)?,
        };
        self.finish(target, &completed)
    }

    fn finish(&self, target: &Target, completed: &Completed) -> Result<(Status, String), Error> {
        let counts = Counts::of(completed);
        if !self.check {
            save(completed)?;
        }
        let is_open = counts.all.changes() || counts.all.guessed > 0;
        let status = if self.check && is_open { Status::Findings } else { Status::Success };
        let table = if counts.services.is_empty() { String::new() } else { counts.table() };
        let told = [
            self.headline(target, completed, &counts.all),
            table,
            remarks(completed),
            self.settings(completed),
            self.help(target, &counts.all),
        ];
        Ok((status, told.concat()))
    }

    /// The settings that methods need, in words where they are written, else as they are.
    fn settings(&self, completed: &Completed) -> String {
        let Some(settings) = &completed.settings else { return String::new() };
        let (file, lines) = (plain(&settings.file.display().to_string()), &settings.draft.lines);
        let told = settings.draft.told.as_deref().unwrap_or("the largest LIMIT of methods");
        match (self.check, &settings.after) {
            (true, Some(_)) => format!("\n{file} would get settings for pages: {told}\n"),
            (false, Some(_)) => format!("\n{file} got settings for pages: {told}\n"),
            (_, None) => format!("\nadd these settings for pages to {file}:\n{}\n", plain_lines(lines)),
        }
    }

    fn headline(&self, target: &Target, completed: &Completed, all: &Count) -> String {
        let (name, mapping) = (plain(&target.name), plain(&completed.mapping.display().to_string()));
        let done = match (self.check, completed.after != completed.before) {
            (true, _) => "would get",
            (false, true) => "got",
            (false, false) => return format!("{name}: {mapping} has a row for every operation ({})\n", all.words()),
        };
        match (all.gains(), completed.before.is_empty()) {
            (None, _) => format!("{name}: {mapping} has a row for every operation ({})\n", all.words()),
            (_, true) => format!("{name}: {mapping} is new and {done} {}\n", counted(all.new, "row")),
            (Some(gains), false) => format!("{name}: {mapping} {done} {gains} ({})\n", all.words()),
        }
    }

    fn help(&self, target: &Target, all: &Count) -> String {
        if self.check && all.gains().is_some() {
            return self.command(target);
        }
        if all.guessed > 0 {
            return format!("\nto review the guesses: provgen review {}\n", plain(&shell_word(&target.name)));
        }
        String::new()
    }

    /// The command that writes what a check found. Options that say what to write have to be given again.
    fn command(&self, target: &Target) -> String {
        let is_plain = self.redo.is_none() && self.mapping.is_none() && self.spec.is_none();
        match is_plain && self.name_from == NameFrom::default() {
            true => format!("\nto write the rows: provgen map {}\n", plain(&shell_word(&target.name))),
            false => "\nto write the rows, run the same command without --check\n".to_owned(),
        }
    }
}

/// Writes what changes. The settings come first: once the rows stand, no run drafts settings for them any more.
fn save(completed: &Completed) -> Result<(), Error> {
    if let Some(settings) = &completed.settings
        && let Some(after) = &settings.after
    {
        output::replace_read(&settings.file, Some(&settings.before), after)?;
    }
    if completed.after == completed.before {
        return Ok(());
    }
    let before = Some(completed.before.as_slice()).filter(|before| !before.is_empty());
    output::replace_read(&completed.mapping, before, &completed.after)
}

#[derive(Clone, Copy, Default)]
struct Count {
    kept: usize,
    new: usize,
    filled: usize,
    guessed: usize,
    hinted: usize,
    stale: usize,
    doubtful: usize,
    /// Rows that get another path or HTTP verb.
    moved: usize,
    /// Rows that get the name of their service.
    placed: usize,
    unnameable: usize,
}

impl Count {
    /// Whether operations have no row, or a row that does not say all.
    fn lacks(self) -> bool {
        self.new + self.filled + self.unnameable > 0
    }

    /// Whether rows change or have to.
    fn changes(self) -> bool {
        self.lacks() || self.moved + self.placed + self.doubtful > 0
    }

    fn words(self) -> String {
        let or_nothing =
            |number: usize, what: &str| if number == 0 { String::new() } else { format!("{number} {what}, ") };
        let (hinted, doubtful) = (or_nothing(self.hinted, "hinted"), or_nothing(self.doubtful, "doubtful"));
        format!("{} kept, {hinted}{doubtful}{} guessed, {} stale", self.kept, self.guessed, self.stale)
    }

    /// What a mapping that is there gets, in words; nothing if it stays as it is.
    fn gains(self) -> Option<String> {
        let rows = (self.new > 0 || self.filled > 0).then(|| counted(self.new, "row"));
        let filled = (self.filled > 0).then(|| format!("{} filled", self.filled));
        let moved = (self.moved > 0).then(|| format!("new paths for {}", counted(self.moved, "row")));
        let placed = (self.placed > 0).then(|| format!("the service of {}", counted(self.placed, "row")));
        let gains: Vec<String> = [rows, filled, moved, placed].into_iter().flatten().collect();
        (!gains.is_empty()).then(|| gains.join(", "))
    }

    fn add(&mut self, other: Count) {
        self.kept += other.kept;
        self.new += other.new;
        self.filled += other.filled;
        self.guessed += other.guessed;
        self.hinted += other.hinted;
        self.stale += other.stale;
        self.doubtful += other.doubtful;
        self.moved += other.moved;
        self.placed += other.placed;
        self.unnameable += other.unnameable;
    }
}

/// Counts by service, for services with something to review, and for all.
#[derive(Default)]
struct Counts {
    services: BTreeMap<String, Count>,
    all: Count,
}

impl Counts {
    fn of(completed: &Completed) -> Self {
        let mut counts = Counts::default();
        for proposal in &completed.proposals {
            proposal.inference.standing.iter().for_each(|standing| counts.standing(standing));
            proposal.inference.proposed.iter().for_each(|proposed| counts.proposed(proposed));
            counts.all.unnameable += proposal.inference.unnameable.len();
        }
        for count in counts.services.values() {
            counts.all.add(*count);
        }
        counts.services.retain(|_, count| count.changes() || count.guessed + count.stale > 0);
        counts
    }

    fn standing(&mut self, standing: &Standing) {
        let count = self.services.entry(standing.service.clone().unwrap_or_default()).or_default();
        match standing.state {
            State::Kept => count.kept += 1,
            State::Filled => count.filled += 1,
            State::Stale => count.stale += 1,
            State::Doubtful => count.doubtful += 1,
            State::LeftOut => {}
        }
        count.moved += usize::from(standing.moved().is_some());
        count.placed += usize::from(standing.is_service_new());
        let is_open = matches!(standing.state, State::Kept) && standing.row.is_guessed();
        count.guessed += usize::from(is_open);
    }

    fn proposed(&mut self, proposed: &Proposed) {
        let count = self.services.entry(proposed.service.clone()).or_default();
        count.new += usize::from(proposed.is_new());
        count.guessed += usize::from(!proposed.marks.guessed.is_empty());
        count.hinted += usize::from(!proposed.marks.hinted.is_empty());
    }

    fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(["service", "kept", "new", "filled", "guessed", "stale"]);
        let row = |name: &str, count: &Count| {
            let numbers = [count.kept, count.new, count.filled, count.guessed, count.stale];
            [if name.is_empty() { "-".to_owned() } else { plain(name) }]
                .into_iter()
                .chain(numbers.map(|number| number.to_string()))
                .collect::<Vec<_>>()
        };
        table.add_rows(self.services.iter().map(|(name, count)| row(name, count)));
        if self.services.len() > 1 {
            table.add_row(row("total", &self.all));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        format!("\n{}\n", table.trim_fmt())
    }
}

fn plain_lines(lines: &[String]) -> String {
    lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n")
}
