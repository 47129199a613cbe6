//! `provgen map`: proposes the rows that a mapping lacks.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use super::screen::{Screen, remark, result};
use super::status::{Status, fail};
use super::targets::{Target, targets};
use crate::error::Error;
use crate::mapping::Row;
use crate::mapping::infer::{NameFrom, Proposed, Standing, State};
use crate::output::{self, Lock};
use crate::pipeline::{self, Completed, Job};
use crate::proposal::Clash;
use crate::report;
use crate::text::counted;
use crate::text::plain;

/// Propose resources, methods and SQL verbs for operations that the mapping lacks.
///
/// Cells that you filled are never changed. New rows follow the last row of their service. The column `provgen` names
/// guessed cells: review them, and empty that cell. It also names hinted cells, which the operation itself gives by
/// x-stackql-resource, x-stackql-method, x-stackql-verb and x-stackql-objectKey (or x-stackQL-..). A missing mapping is
/// created.
///
/// Settings for pages and LIMIT that new methods need go into provgen.yaml, before those that are there, which win.
///
/// Exit code 0: done. 1, with --check only: an operation has no row, or a guess is not reviewed. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Write nothing; exit with 1 if an operation has no row or a guess is not reviewed
    #[arg(long)]
    check: bool,

    /// Read this OpenAPI document instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// Complete this mapping instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

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
        let completed = pipeline::complete(&target.job, self.name_from, on_stage)?;
        self.finish(target, &completed)
    }

    fn finish(&self, target: &Target, completed: &Completed) -> Result<(Status, String), Error> {
        let counts = Counts::of(completed);
        if !self.check {
            save(completed)?;
        }
        let is_open = counts.all.lacks() || counts.all.guessed > 0;
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
        let (file, lines) = (settings.file.display(), &settings.draft.lines);
        let told = settings.draft.told.as_deref().unwrap_or("the largest LIMIT of methods");
        match (self.check, &settings.after) {
            (true, Some(_)) => format!("\n{file} would get settings for pages: {told}\n"),
            (false, Some(_)) => format!("\n{file} got settings for pages: {told}\n"),
            (_, None) => format!("\nadd these settings for pages to {file}:\n{}\n", plain_lines(lines)),
        }
    }

    fn headline(&self, target: &Target, completed: &Completed, all: &Count) -> String {
        let (name, mapping) = (&target.name, completed.mapping.display());
        let done = match (self.check, completed.after != completed.before) {
            (true, _) => "would get",
            (false, true) => "got",
            (false, false) => return format!("{name}: {mapping} has a row for every operation ({})\n", all.words()),
        };
        match (all.lacks(), completed.before.is_empty()) {
            (false, _) => format!("{name}: {mapping} has a row for every operation ({})\n", all.words()),
            (true, true) => format!("{name}: {mapping} is new and {done} {}\n", counted(all.new, "row")),
            (true, false) => {
                let filled = if all.filled == 0 { String::new() } else { format!(", {} filled", all.filled) };
                format!("{name}: {mapping} {done} {}{filled} ({})\n", counted(all.new, "row"), all.words())
            }
        }
    }

    fn help(&self, target: &Target, all: &Count) -> String {
        if self.check && all.lacks() {
            return format!("\nto write the rows: provgen map {}\n", target.name);
        }
        if all.guessed > 0 {
            return "\nreview the rows that are marked in the column `provgen`, correct them, and clear the mark\n"
                .to_owned();
        }
        String::new()
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
    unnameable: usize,
}

impl Count {
    fn lacks(self) -> bool {
        self.new + self.filled + self.unnameable > 0
    }

    fn words(self) -> String {
        let hinted = if self.hinted == 0 { String::new() } else { format!("{} hinted, ", self.hinted) };
        format!("{} kept, {hinted}{} guessed, {} stale", self.kept, self.guessed, self.stale)
    }

    fn add(&mut self, other: Count) {
        self.kept += other.kept;
        self.new += other.new;
        self.filled += other.filled;
        self.guessed += other.guessed;
        self.hinted += other.hinted;
        self.stale += other.stale;
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
        counts.services.retain(|_, count| count.lacks() || count.guessed + count.stale > 0);
        counts
    }

    fn standing(&mut self, standing: &Standing) {
        let count = self.services.entry(standing.service.clone().unwrap_or_default()).or_default();
        match standing.state {
            State::Kept => count.kept += 1,
            State::Filled => count.filled += 1,
            State::Stale => count.stale += 1,
            State::LeftOut => {}
        }
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

/// Lists rows to review.
fn remarks(completed: &Completed) -> String {
    let mapping = completed.mapping.display();
    let place = |row: &Row| format!("{mapping}:{}", row.mark.line());
    let standing = || completed.proposals.iter().flat_map(|proposal| &proposal.inference.standing);
    let stale = standing().filter(|standing| standing.state == State::Stale);
    let stale = stale.map(|standing| format!("{}: {}", place(&standing.row), operation(&standing.row)));
    let moved = standing().filter_map(|standing| Some((&standing.row, standing.moved.as_ref()?)));
    let moved = moved
        .map(|(row, (verb, path))| format!("{}: {} is now {} {path}", place(row), operation(row), verb.to_uppercase()));
    let clashes = completed.proposals.iter().flat_map(|proposal| &proposal.clashes).map(clash);
    let unnameable = completed.proposals.iter().flat_map(|proposal| &proposal.inference.unnameable).cloned();
    [
        list("stale rows, whose operation does not exist: remove them, or give them its new path", stale),
        list("moved rows, found by operationId: give them the new path", moved),
        list("methods mapped to EXEC, because SQL cannot distinguish them from another one", clashes),
        list("operations that no row can name, because leading and trailing spaces of a cell are ignored", unnameable),
    ]
    .concat()
}

fn plain_lines(lines: &[String]) -> String {
    lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n")
}

fn list(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| format!("  {}\n", plain(&line))).collect();
    if lines.is_empty() { lines } else { format!("\n{title}\n{lines}") }
}

fn operation(row: &Row) -> String {
    let name = format!("{} {}", row.verb.to_uppercase(), row.path);
    let id = if row.operation_id.is_empty() { String::new() } else { format!(" ({})", row.operation_id) };
    format!("{}{id}", name.trim()).trim().to_owned()
}

fn clash(clash: &Clash) -> String {
    let Clash { resource, method, verb, by, wanted } = clash;
    format!("{resource}.{method}: {} of `{by}` has the same required parameters ({wanted})", verb.name().to_uppercase())
}
