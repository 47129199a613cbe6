//! `provgen generate`: writes the tree of a provider, or checks that it is up to date.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::before::Before;
use super::screen::{Line, Screen, remark, result};
use super::shell::shell_word;
use super::status::{Status, fail};
use super::summary::{self, Entry, Outcome};
use super::targets::{Target, targets};
use crate::config::Style;
use crate::error::Error;
use crate::finding::Severity;
use crate::output::{self, Staleness, Written};
use crate::pipeline::{self, Built, Job};
use crate::report;

/// Write provider documents and pages.
///
/// Exit code 0: written or up to date. 1: findings at or above the threshold, or files that are not up to date;
/// nothing was written. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Write nothing; exit with 1 and a diff if a file is not up to date
    #[arg(long)]
    check: bool,

    /// Read this OpenAPI document instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// Read this mapping instead of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// Write pages of this style instead of `docs.style` in provgen.yaml
    #[arg(long, value_name = "STYLE", value_enum)]
    style: Option<Style>,

    /// Write below this folder
    #[arg(long, value_name = "DIR", default_value = "generated")]
    out: PathBuf,

    /// Exit with 1 on findings of at least this severity
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Severity::Error)]
    fail_on: Severity,

    /// Print at most N findings of a provider, most severe first; 0 prints all
    #[arg(long, value_name = "N", default_value_t = 100)]
    max: usize,

    /// Use this many threads [default: one per processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,

    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
}

/// The output for one provider, in printing order.
struct Told<'a> {
    entry: Entry<'a>,
    status: Status,
    result: String,
    remark: String,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let job = Job {
        config: PathBuf::new(),
        spec: arguments.spec.clone(),
        mapping: arguments.mapping.clone(),
        style: arguments.style,
    };
    let targets = match targets(&arguments.providers, &job, &arguments.out) {
        Ok(targets) => targets,
        Err(error) => return fail(&error),
    };
    set_threads(arguments.jobs);
    let progress = screen.progress();
    let lines: Vec<Line> = targets.iter().map(|target| progress.line(&target.name)).collect();
    let told: Vec<Told> = targets.par_iter().zip(lines).map(|(target, line)| arguments.one(target, &line)).collect();
    let mut entries = Vec::new();
    let mut worst = Status::Success;
    for told in told {
        result(&told.result)?;
        if !screen.is_quiet() || told.status == Status::Failure {
            remark(&told.remark)?;
        }
        worst = worst.max(told.status);
        entries.push(told.entry);
    }
    if entries.len() > 1 {
        result(&summary::table(&entries))?;
    }
    result(&summary::totals(&entries))?;
    Ok(worst)
}

/// Sets the size of the thread pool; has no effect if the process already has a pool.
fn set_threads(jobs: Option<usize>) {
    if let Some(jobs) = jobs {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
}

impl Arguments {
    fn one<'a>(&self, target: &'a Target, line: &Line) -> Told<'a> {
        match pipeline::build(&target.job, &|stage| line.say(stage)) {
            Ok(built) => self.finish(target, built, line),
            Err(Error::NotFetched { file, .. }) => self.not_fetched(target, file),
            Err(error) => failed(target, None, String::new(), &error),
        }
    }

    /// Fails if the user named the provider; otherwise leaves it out with a note.
    fn not_fetched<'a>(&self, target: &'a Target, file: PathBuf) -> Told<'a> {
        let name = &target.name;
        let command = format!("provgen fetch {}", shell_word(name));
        if !self.providers.is_empty() {
            return failed(target, None, String::new(), &Error::NotFetched { file, help: format!("run: {command}") });
        }
        let result = format!(
            "{name}: skipped, because {} does not exist; to fetch it, run:\n\n    {command}\n\n",
            file.display()
        );
        let entry = Entry { target, built: None, outcome: Some(Outcome::LeftOut) };
        Told { entry, status: Status::Success, result, remark: String::new() }
    }

    fn finish<'a>(&self, target: &'a Target, built: Built, line: &Line) -> Told<'a> {
        let (shown, hidden) = report::weightiest(&built.findings, self.max);
        let mut told = report::findings(shown) + &hidden;
        let started = Instant::now();
        line.say("output");
        let outcome = match self.outcome(target, &built, &mut told) {
            Ok(outcome) => outcome,
            Err(error) => return failed(target, Some(built), told, &error),
        };
        told.push_str(&summary::lowered(target, &built, &outcome));
        told.push_str(&summary::line(target, &built, &outcome));
        let status = match &outcome {
            Outcome::Written(_) | Outcome::Fresh | Outcome::LeftOut => Status::Success,
            Outcome::Stale(_) | Outcome::Refused => Status::Findings,
        };
        if let Outcome::Stale(_) = outcome {
            told.push_str(&format!("\n    {}\n\n", self.repair(target)));
        }
        let remark = if self.timings { timings(&built, started) } else { String::new() };
        Told { entry: Entry { target, built: Some(built), outcome: Some(outcome) }, status, result: told, remark }
    }

    fn outcome(&self, target: &Target, built: &Built, told: &mut String) -> Result<Outcome, Error> {
        if built.fails(self.fail_on) {
            return Ok(Outcome::Refused);
        }
        if self.check {
            let staleness = output::check(&target.root, &built.products)?;
            told.push_str(&stale(target, &staleness));
            let files = staleness.changed.len() + staleness.missing.len() + staleness.extra.len();
            return Ok(if staleness.is_fresh() { Outcome::Fresh } else { Outcome::Stale(files) });
        }
        let before = Before::read(&target.root, &built.products);
        let changes = || before.map(|before| before.line(&target.name, built)).unwrap_or_default();
        let (written, changes) = rayon::join(|| output::write(&target.root, &built.products), changes);
        let written = written?;
        told.push_str(&edits(target, &written));
        told.push_str(&changes);
        Ok(Outcome::Written(written))
    }

    /// The command that brings the tree up to date.
    fn repair(&self, target: &Target) -> String {
        let mut words = vec!["provgen".to_owned(), "generate".to_owned(), shell_word(&target.name)];
        let mut option =
            |flag: &str, path: &Path| words.extend([flag.to_owned(), shell_word(&path.display().to_string())]);
        if let Some(spec) = &self.spec {
            option("--spec", spec);
        }
        if let Some(mapping) = &self.mapping {
            option("--mapping", mapping);
        }
        if self.out != Path::new("generated") {
            option("--out", &self.out);
        }
        if let Some(style) = self.style.and_then(|style| style.to_possible_value()) {
            words.extend(["--style".to_owned(), style.get_name().to_owned()]);
        }
        words.join(" ")
    }
}

fn failed<'a>(target: &'a Target, built: Option<Built>, result: String, error: &Error) -> Told<'a> {
    let remark = format!("{}\n", report::error(error));
    Told { entry: Entry { target, built, outcome: None }, status: Status::Failure, result, remark }
}

fn timings(built: &Built, output_started: Instant) -> String {
    let output = ("output", output_started.elapsed().as_secs_f64());
    let stages = built.timings.iter().chain([&output]);
    stages.map(|(stage, seconds)| format!("{:>8.1} ms  {stage}\n", seconds * 1000.0)).collect()
}

fn stale(target: &Target, staleness: &Staleness) -> String {
    let diffs = staleness.changed.iter().map(|file| report::diff(&file.diff));
    let named = |what: &str, paths: &[String]| {
        paths.iter().map(|path| format!("{what}: {}\n", target.root.join(path).display())).collect::<String>()
    };
    let lists = [named("missing", &staleness.missing), named("no longer generated", &staleness.extra)];
    diffs.chain(lists).collect()
}

fn edits(target: &Target, written: &Written) -> String {
    let note = |paths: &[String], what: &str| {
        paths.iter().map(|path| format!("note: {}: {what}\n", target.root.join(path).display())).collect::<String>()
    };
    let kept = "was edited by hand and is no longer generated; it is kept, and provgen will not touch it again";
    note(&written.overwritten_edits, "was edited by hand and has been overwritten") + &note(&written.kept_edits, kept)
}
