//! `provgen validate`: find what the engine refuses, misreads or never uses.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::formats::{Format, Sink, sinks};
use super::screen::{Progress, Screen, remark};
use super::{Status, fail};
use crate::error::Error;
use crate::finding::Located;
use crate::finding::Severity;
use crate::output;
use crate::policy::{Baseline, Judge, Judged, PolicyFile, Scope, unknown_rule};
use crate::registry::{self, Found};
use crate::report;
use crate::report::{Names, Verdict};
use crate::rules::{self, Subject};
use crate::state;

/// Check provider documents, whoever made them, against what the engine does with them.
///
/// Exit code 0: nothing at or above the threshold. 1: findings. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Registries, providers, versions of them, or documents of services [default: generated]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Fail on findings of this weight; weightier ones fail as well
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Threshold::Error)]
    fail_on: Threshold,

    /// Show findings as text, json, github, junit, sarif or markdown, or write them to a file; may be repeated
    /// [default: text, and github in GitHub Actions]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    formats: Vec<Sink>,

    /// Show so many findings as text on stdout, the weightiest; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 100)]
    max: usize,

    /// Look for these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Do not look for these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

    /// Weights of rules, and ignores [default: the nearest provgen-validate.yaml from here upward]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Leave out the findings that this file knows
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,

    /// Write what is found to this file, so that it is known; what it knows of other providers stays
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,

    /// Check only providers with a file that has changed since this commit, or since HEAD parted from it
    #[arg(long, value_name = "GITREF")]
    changed_since: Option<String>,
}

/// What fails.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Threshold {
    /// What costs the engine a whole service or resource
    Fatal,
    /// What fails or misleads in a query
    Error,
    /// What deserves a look
    Warning,
    /// What is worth knowing
    Info,
    /// Nothing
    Never,
}

impl Threshold {
    fn severity(self) -> Option<Severity> {
        match self {
            Threshold::Fatal => Some(Severity::Fatal),
            Threshold::Error => Some(Severity::Error),
            Threshold::Warning => Some(Severity::Warning),
            Threshold::Info => Some(Severity::Info),
            Threshold::Never => None,
        }
    }
}

/// What a run comes to.
struct Outcome {
    sinks: Vec<Sink>,
    verdict: Verdict,
    /// Whether there was nothing to check.
    is_idle: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    match arguments.verdict(screen) {
        Ok(outcome) => arguments.show(&outcome, screen),
        Err(error) => fail(&error),
    }
}

impl Arguments {
    fn verdict(&self, screen: Screen) -> Result<Outcome, Error> {
        let sinks = sinks(&self.formats)?;
        self.check_rules()?;
        let policy = PolicyFile::named_or_nearest(self.policy.as_deref())?;
        let known = self.baseline.as_deref().map(Baseline::open).transpose()?;
        let subjects = self.subjects()?;
        let (scope, is_idle) = (self.scope(&subjects), subjects.is_empty());
        let fail_on = self.fail_on.severity();
        let least = fail_on.unwrap_or(Severity::Warning).max(Severity::Warning);
        let judge = Judge { policy: policy.as_ref(), only: &self.only, skip: &self.skip, least };
        let Judged { kept, ignored } = judge.judge(check(&subjects, &screen.progress()), &scope);
        let (findings, known) = match (&self.write_baseline, known) {
            (Some(file), _) => {
                let mut baseline = if file.exists() { Baseline::open(file)? } else { Baseline::empty(file) };
                baseline.replace(&scope, |rule| judge.is_active(rule), &kept);
                output::replace(file, baseline.to_text().as_bytes())?;
                baseline.new_ones(kept)
            }
            (None, Some(baseline)) => baseline.new_ones(kept),
            (None, None) => (kept, 0),
        };
        let verdict = Verdict { names: names(&findings), findings, ignored, known, fail_on };
        Ok(Outcome { sinks, verdict, is_idle })
    }

    fn show(&self, outcome: &Outcome, screen: Screen) -> io::Result<Status> {
        let Outcome { sinks, verdict, is_idle } = outcome;
        if let (Some(reference), true) = (&self.changed_since, is_idle) {
            let note = format!("nothing to check: no provider that is there differs from `{reference}`\n");
            screen.progress().note(&note)?;
        }
        for sink in sinks {
            if let Err(error) = sink.show(verdict, self.max)? {
                return fail(&error);
            }
        }
        let is_told = sinks.iter().any(|sink| sink.format == Format::Text && sink.file.is_none());
        if !is_told && (!screen.is_quiet() || verdict.fails()) {
            remark(&verdict.totals())?;
        }
        Ok(if verdict.fails() { Status::Findings } else { Status::Success })
    }

    fn check_rules(&self) -> Result<(), Error> {
        let unknown = |id: &String| Some((id.clone(), unknown_rule(id)?));
        match self.only.iter().chain(&self.skip).find_map(unknown) {
            Some((id, help)) => Err(Error::usage(format!("there is no rule `{id}`"), help)),
            None => Ok(()),
        }
    }

    fn subjects(&self) -> Result<Vec<Subject>, Error> {
        let mut found: Vec<Found> = Vec::new();
        for path in self.paths() {
            found.extend(match &self.changed_since {
                Some(reference) => state::since(reference, path)?,
                None => registry::find(path)?,
            });
        }
        Ok(found.into_par_iter().map(Subject::open).collect())
    }

    /// Below a path that was checked whole, what is not there any more is gone.
    fn scope(&self, subjects: &[Subject]) -> Scope {
        match self.changed_since {
            Some(_) => Scope::new(subjects.iter().map(Subject::path)),
            None => Scope::new(self.paths()),
        }
    }

    fn paths(&self) -> Vec<&Path> {
        let named: Vec<&Path> = self.paths.iter().map(PathBuf::as_path).collect();
        if named.is_empty() { vec![Path::new("generated")] } else { named }
    }
}

fn check(subjects: &[Subject], progress: &Progress) -> Vec<Located> {
    let bar = progress.count("checked", subjects.iter().map(Subject::files).sum());
    report::opened(rules::check_all(subjects, &|| bar.step()))
}

fn names(findings: &[Located]) -> Names {
    Names::of(findings, std::env::var_os("GITHUB_WORKSPACE").as_deref().map(Path::new))
}
