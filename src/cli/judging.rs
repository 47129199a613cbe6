//! Flags of commands that report findings: which of them count, how they are shown, when a command fails.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::formats::{Format, Sink, sinks};
use super::screen::{Screen, remark};
use super::status::{Status, fail};
use crate::engine::Release;
use crate::error::Error;
use crate::finding::{Located, Severity};
use crate::output::{self, Lock};
use crate::policy::{Baseline, Judge, Judged, PolicyFile, Scope, unknown_rule};
use crate::report::{Names, Verdict};

#[derive(Debug, Args)]
pub struct Judging {
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

    /// Do not check these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

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

/// What flags name, read before the work begins.
pub struct Read {
    sinks: Vec<Sink>,
    policy: Option<PolicyFile>,
    known: Option<Baseline>,
}

impl Read {
    /// The release of the engine that the policy names.
    pub fn engine(&self) -> Option<Release> {
        self.policy.as_ref().and_then(PolicyFile::engine)
    }
}

/// Findings that count, and how they are shown.
pub struct Outcome {
    sinks: Vec<Sink>,
    verdict: Verdict,
}

impl Outcome {
    /// Whether findings are printed as text.
    pub fn is_text(&self) -> bool {
        self.sinks.iter().any(|sink| sink.format == Format::Text && sink.file.is_none())
    }
}

impl Judging {
    /// Reads the files that the flags name. `only` are rules that another flag names.
    ///
    /// # Errors
    /// An unknown rule, a file that cannot be read.
    pub fn read(&self, only: &[String]) -> Result<Read, Error> {
        let sinks = sinks(&self.formats)?;
        self.check_rules(only)?;
        let policy = PolicyFile::named_or_nearest(self.policy.as_deref())?;
        let known = self.baseline.as_deref().map(Baseline::open).transpose()?;
        Ok(Read { sinks, policy, known })
    }

    /// Judges findings. Only within `scope` can a baseline drop what is no longer found.
    ///
    /// # Errors
    /// A baseline that cannot be read or written.
    pub fn judge(&self, read: Read, found: Vec<Located>, only: &[String], scope: &Scope) -> Result<Outcome, Error> {
        let Read { sinks, policy, known } = read;
        let fail_on = self.fail_on.severity();
        let least = fail_on.unwrap_or(Severity::Warning).max(Severity::Warning);
        let judge = Judge { policy: policy.as_ref(), only, skip: &self.skip, least };
        let Judged { kept, ignored } = judge.judge(found, scope);
        let (findings, known) = match (&self.write_baseline, known) {
            (Some(file), _) => {
                let _turn = Lock::turn(file)?;
                let before = file.exists().then(|| Baseline::read(file)).transpose()?;
                let before = before.as_deref();
                let mut baseline = before.map_or_else(|| Ok(Baseline::empty(file)), |it| Baseline::parse(it, file))?;
                baseline.replace(scope, |rule| judge.is_active(rule), &kept);
                output::replace_read(file, before, baseline.to_text().as_bytes())?;
                baseline.new_ones(kept)
            }
            (None, Some(baseline)) => baseline.new_ones(kept),
            (None, None) => (kept, 0),
        };
        let verdict = Verdict { names: names(&findings), findings, ignored, known, fail_on };
        Ok(Outcome { sinks, verdict })
    }

    /// Shows findings, and says how the command ends.
    ///
    /// # Errors
    /// stdout is closed.
    pub fn show(&self, outcome: &Outcome, screen: Screen) -> io::Result<Status> {
        let Outcome { sinks, verdict } = outcome;
        for sink in sinks {
            if let Err(error) = sink.show(verdict, self.max)? {
                return fail(&error);
            }
        }
        if !outcome.is_text() && (!screen.is_quiet() || verdict.fails()) {
            remark(&verdict.totals())?;
        }
        Ok(if verdict.fails() { Status::Findings } else { Status::Success })
    }

    fn check_rules(&self, only: &[String]) -> Result<(), Error> {
        let unknown = |id: &String| Some((id.clone(), unknown_rule(id)?));
        match only.iter().chain(&self.skip).find_map(unknown) {
            Some((id, help)) => Err(Error::usage(format!("unknown rule `{id}`"), help)),
            None => Ok(()),
        }
    }
}

fn names(findings: &[Located]) -> Names {
    Names::of(findings, std::env::var_os("GITHUB_WORKSPACE").as_deref().map(Path::new))
}
