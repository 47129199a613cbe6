//! `provgen validate`: finds what StackQL rejects, misreads or ignores.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::judging::{Judging, Outcome};
use super::screen::{Progress, Screen};
use super::status::{Status, fail};
use crate::engine::{Profile, Release};
use crate::error::Error;
use crate::finding::Located;
use crate::policy::Scope;
use crate::registry::{self, Found};
use crate::report;
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

    #[command(flatten)]
    judging: Judging,

    /// Check only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Report only what holds on this release of the engine [default: that of the policy, else each]
    #[arg(long, value_name = "RELEASE", value_enum)]
    engine: Option<Release>,

    /// Check only providers that changed since the merge base of this commit and HEAD
    #[arg(long, value_name = "GITREF")]
    changed_since: Option<String>,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    match arguments.outcome(screen) {
        Ok((outcome, is_idle)) => arguments.show(&outcome, is_idle, screen),
        Err(error) => fail(&error),
    }
}

impl Arguments {
    fn outcome(&self, screen: Screen) -> Result<(Outcome, bool), Error> {
        let read = self.judging.read(&self.only)?;
        let subjects = self.subjects()?;
        let (scope, is_idle) = (self.scope(&subjects), subjects.is_empty());
        let profile = self.engine.or(read.engine()).map(Profile::only).unwrap_or_default();
        let found = check(&subjects, profile, &screen.progress());
        Ok((self.judging.judge(read, found, &self.only, &scope)?, is_idle))
    }

    fn show(&self, outcome: &Outcome, is_idle: bool, screen: Screen) -> io::Result<Status> {
        if let (Some(reference), true) = (&self.changed_since, is_idle) {
            let note = format!("nothing to check: no provider differs from `{reference}`\n");
            screen.progress().note(&note)?;
        }
        self.judging.show(outcome, screen)
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
    let bar = progress.count("checked", subjects.iter().map(Subject::files).sum(), "files");
    report::opened(rules::check_all(subjects, profile, &|| bar.step()))
}
