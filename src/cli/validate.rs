//! `provgen validate`: finds what StackQL rejects, misreads or ignores.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::formats::{Format, Sink, sinks};
use super::screen::{Progress, Screen, remark};
use super::status::{Status, fail};
use crate::engine::{Profile, Release};
use crate::error::Error;
use crate::finding::Located;
use crate::finding::Severity;
use crate::output::{self, Lock};
use crate::policy::{Baseline, Judge, Judged, PolicyFile, Scope, unknown_rule};
use crate::registry::{self, Found};
use crate::report;
use crate::report::{Names, Verdict};
use crate::rules::{self, Subject};
use crate::state;

/// Find what StackQL rejects, misreads or ignores in provider documents.
///
/// Exit code 0: no findings at or above the threshold. 1: findings. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Registries, providers, versions of providers, or service documents [default: generated]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Exit with 1 on findings of at least this severity
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Threshold::Error)]
    fail_on: Threshold,

    /// Print findings as text, json, github, junit, sarif or markdown, or write them to a file; may be repeated
    /// [default: text, and github in GitHub Actions]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    formats: Vec<Sink>,

    /// Print at most N findings as text on stdout, most severe first; 0 prints all
    #[arg(long, value_name = "N", default_value_t = 100)]
    max: usize,

    /// Check only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Do not check these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

    /// Report only what holds on this release of the engine [default: that of the policy, else each]
    #[arg(long, value_name = "RELEASE", value_enum)]
    engine: Option<Release>,

    /// Read severities and ignores from this file [default: the nearest provgen-validate.yaml, from the working folder
    /// upward]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Report only findings that this file does not list
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,

    /// Write the findings to this baseline; entries about other providers stay
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,

    /// Check only providers that changed since the merge base of this commit and HEAD
    #[arg(long, value_name = "GITREF")]
    changed_since: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Threshold {
    /// Rejected whole services or resources
    Fatal,
    /// Failing or misleading queries
    Error,
    /// Probable mistakes
    Warning,
    /// All findings
    Info,
    /// Always exit with 0
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

struct Outcome {
    sinks: Vec<Sink>,
    verdict: Verdict,
    is_idle: bool,
}

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
        let engine = self.engine.or(policy.as_ref().and_then(PolicyFile::engine));
        let profile = engine.map(Profile::only).unwrap_or_default();
        let fail_on = self.fail_on.severity();
        let least = fail_on.unwrap_or(Severity::Warning).max(Severity::Warning);
        let judge = Judge { policy: policy.as_ref(), only: &self.only, skip: &self.skip, least };
        let Judged { kept, ignored } = judge.judge(check(&subjects, profile, &screen.progress()), &scope);
        let (findings, known) = match (&self.write_baseline, known) {
            (Some(file), _) => {
                let _turn = Lock::turn(file)?;
                let before = file.exists().then(|| Baseline::read(file)).transpose()?;
                let before = before.as_deref();
                let mut baseline = before.map_or_else(|| Ok(Baseline::empty(file)), |it| Baseline::parse(it, file))?;
                baseline.replace(&scope, |rule| judge.is_active(rule), &kept);
                output::replace_read(file, before, baseline.to_text().as_bytes())?;
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
            let note = format!("nothing to check: no provider differs from `{reference}`\n");
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
            Some((id, help)) => Err(Error::usage(format!("unknown rule `{id}`"), help)),
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

    /// The paths that were checked as a whole, below which a baseline drops what is no longer found.
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

fn check(subjects: &[Subject], profile: Profile, progress: &Progress) -> Vec<Located> {
    let bar = progress.count("checked", subjects.iter().map(Subject::files).sum());
    report::opened(rules::check_all(subjects, profile, &|| bar.step()))
}

fn names(findings: &[Located]) -> Names {
    Names::of(findings, std::env::var_os("GITHUB_WORKSPACE").as_deref().map(Path::new))
}
