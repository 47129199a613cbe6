//! `provgen prove`: runs the statements of providers on an engine, against a stand-in for the vendor's API.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use super::judging::{Judging, Outcome};
use super::screen::{Screen, remark, result};
use super::status::{Status, fail};
use super::targets;
use crate::engine::Release;
use crate::error::Error;
use crate::pipeline::Job;
use crate::policy::Scope;
use crate::prove::{How, Only, Program, Proof, Subject, Tally, cancelled_by_signals, prove};
use crate::registry::{self, Folder, Found};
use crate::report;
use crate::sql::SqlVerb;
use crate::state;
use crate::text;

/// Run the statements of providers on StackQL, against a stand-in for the API of the vendor.
///
/// Exit code 0: no findings at or above the threshold. 1: findings. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Providers under `specs/`, paths of a provgen.yaml, or published providers in a registry [default: all under
    /// `specs/`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Run this program [default: `stackql` on the PATH]
    #[arg(long, value_name = "PATH", conflicts_with = "model")]
    stackql: Option<PathBuf>,

    /// Run the statements on provgen's own model of StackQL, without the program
    #[arg(long)]
    model: bool,

    /// Prove only these parts: SERVICE, SERVICE.RESOURCE or SERVICE.RESOURCE.METHOD
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<String>,

    /// Run at most N statements of each kind, spread over the provider
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,

    /// Run N processes of StackQL at once [default: the number of processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// Stop a statement after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    timeout: u32,

    /// Check that requests carry the proof that the API asks for, with made-up secrets
    #[arg(long)]
    auth: bool,

    /// Write the smallest statement of which StackQL and provgen's model say different things, with all that it needs,
    /// to this file (.json)
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    record: Option<PathBuf>,

    /// Expect this release of StackQL
    #[arg(long, value_name = "RELEASE", value_enum, default_value_t = Release::August2026)]
    engine: Release,

    /// Prove only providers that changed since the merge base of this commit and HEAD
    #[arg(long, value_name = "GITREF")]
    changed_since: Option<String>,

    #[command(flatten)]
    judging: Judging,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    match arguments.outcome(screen) {
        Ok((summary, outcome)) => {
            if outcome.is_text() {
                result(&summary)?;
            } else if !screen.is_quiet() {
                remark(&summary)?;
            }
            arguments.judging.show(&outcome, screen)
        }
        Err(error) => fail(&error),
    }
}

impl Arguments {
    fn outcome(&self, screen: Screen) -> Result<(String, Outcome), Error> {
        let read = self.judging.read(&[])?;
        let program = if self.model { None } else { Some(Program::find(self.stackql.as_deref())?) };
        let subjects = self.subjects(screen)?;
        if let (Some(reference), true) = (&self.changed_since, subjects.is_empty()) {
            let note = format!("nothing to prove: no provider differs from `{reference}`\n");
            // If stderr is closed, nothing can be done.
            let _ = screen.progress().note(&note);
        }
        let providers: Vec<_> = subjects.iter().map(|subject| &subject.provider).collect();
        let only = Only::parse(&self.only, &providers)?;
        let is_cancelled = cancelled_by_signals()
            .map_err(|error| Error::io("catch signals in", Path::new("."), error, "try again"))?;
        let how = How {
            program: program.as_ref(),
            only: &only,
            sample: self.sample.and_then(|most| usize::try_from(most).ok()),
            jobs: self.jobs.map_or_else(processors, usize::from),
            time_limit: Duration::from_secs(self.timeout.into()),
            checks_auth: self.auth,
            release: self.engine,
            record: self.record.as_deref(),
            is_cancelled: &is_cancelled,
        };
        let mut summary = String::new();
        let mut findings = Vec::new();
        for subject in &subjects {
            let proof = proved(subject, &how, screen)?;
            let told = speed(&subject.provider.name, &proof, how.jobs);
            // If stderr is closed, nothing can be done.
            let _ = screen.progress().note(&told);
            summary.push_str(&table(&subject.provider.name, &proof));
            findings.extend(proof.findings);
        }
        let scope = Scope::new(subjects.iter().map(|subject| subject.file()));
        let findings = report::opened(crate::finding::sorted(findings));
        Ok((summary, self.judging.judge(read, findings, &[], &scope)?))
    }

    fn subjects(&self, screen: Screen) -> Result<Vec<Subject>, Error> {
        let progress = screen.progress();
        let line = progress.line("prove");
        line.say("reading");
        let (published, named): (Vec<&String>, Vec<&String>) =
            self.providers.iter().partition(|it| self.is_published(it));
        let mut subjects = Vec::new();
        for path in published {
            for folder in self.folders(Path::new(path))? {
                subjects.push(Subject::published(folder)?);
            }
        }
        if !named.is_empty() || self.providers.is_empty() {
            let named: Vec<String> = named.into_iter().cloned().collect();
            for (_, config) in targets::configs(&named)? {
                if self.is_changed(config.parent().unwrap_or(&config))? {
                    let job = Job { config, spec: None, mapping: None, style: None };
                    subjects.push(Subject::built(&job, &|stage| line.say(stage))?);
                }
            }
        }
        Ok(subjects)
    }

    /// Whether a name leads to provider documents, not to the configuration of a provider.
    fn is_published(&self, name: &str) -> bool {
        let path = Path::new(name);
        let is_configured = path.join(targets::CONFIG).is_file() || path.ends_with(targets::CONFIG);
        path.exists() && !is_configured && (self.changed_since.is_some() || registry::find(path).is_ok())
    }

    /// The newest versions of the published providers at a path, or all versions that changed.
    fn folders(&self, path: &Path) -> Result<Vec<Folder>, Error> {
        let Some(reference) = &self.changed_since else { return registry::newest(path) };
        let found = state::since(reference, path)?.into_iter();
        Ok(found.filter_map(|it| if let Found::Folder(folder) = it { Some(folder) } else { None }).collect())
    }

    fn is_changed(&self, folder: &Path) -> Result<bool, Error> {
        self.changed_since.as_ref().map_or(Ok(true), |reference| state::is_changed_since(reference, folder))
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn proved(subject: &Subject, how: &How<'_>, screen: Screen) -> Result<Proof, Error> {
    let progress = screen.progress();
    let bar = std::sync::OnceLock::new();
    let on_plan = |count: usize| drop(bar.set(progress.count(&subject.provider.name, count, "statements")));
    prove(subject, how, &on_plan, &|| {
        if let Some(bar) = bar.get() {
            bar.step();
        }
    })
}

/// What the statements of a provider came to, by kind and verb.
fn table(name: &str, proof: &Proof) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([&text::plain(name), "verb", "statements", "passed", "failed"]);
    for ((purpose, verb), tally) in &proof.tallies {
        table.add_row(row(purpose.name(), verb.map(SqlVerb::name), tally));
    }
    table.add_row(row("all", None, &proof.total()));
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n{}\n", table.trim_fmt(), causes(&proof.failures))
}

/// How fast the statements of a provider ran, and how much of the time of all processes was that of the statements.
fn speed(name: &str, proof: &Proof, jobs: usize) -> String {
    let (count, seconds) = (proof.total().count as f64, proof.elapsed.as_secs_f64().max(f64::EPSILON));
    let share = 100.0 * proof.run.as_secs_f64() / seconds / jobs as f64;
    let name = text::plain(name);
    format!(
        "{name}: {count} statements in {seconds:.1} s, {:.1} a second ({share:.0} % in statements)\n",
        count / seconds
    )
}

fn row(name: &str, verb: Option<&str>, tally: &Tally) -> [String; 5] {
    let failed = tally.count - tally.passed;
    [
        name.to_owned(),
        verb.unwrap_or_default().to_owned(),
        tally.count.to_string(),
        tally.passed.to_string(),
        failed.to_string(),
    ]
}

/// A line for each rule with the number of failures.
fn causes(failures: &BTreeMap<&'static str, usize>) -> String {
    failures.iter().map(|(rule, count)| format!("  {rule}: {count}\n")).collect()
}
