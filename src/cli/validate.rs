//! `provgen validate`: find what the engine refuses, misreads or never uses.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::screen::{Screen, remark, result};
use super::{Status, fail};
use crate::finding::Severity;
use crate::report::{self, Located};
use crate::rules;

/// Check provider documents, whoever made them, against what the engine does with them.
///
/// Exit code 0: nothing at or above the threshold. 1: findings. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Registries, providers, versions of them, or documents of services [default: generated]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Fail on findings of this weight; weightier ones fail as well
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Severity::Error)]
    fail_on: Severity,
}

/// Runs the command.
pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let paths = if arguments.paths.is_empty() { vec![PathBuf::from("generated")] } else { arguments.paths.clone() };
    let progress = screen.progress();
    let mut all = Vec::new();
    for path in &paths {
        let line = progress.count(&path.display().to_string());
        match rules::validate(path, &|| line.step()) {
            Ok(found) => all.extend(found),
            Err(error) => return fail(&error),
        }
    }
    let least = arguments.fail_on.max(Severity::Warning);
    let shown: Vec<Located> = all.into_iter().filter(|finding| finding.severity <= least).collect();
    result(&report::findings_with_pages(&shown))?;
    let fails = shown.iter().any(|finding| finding.severity <= arguments.fail_on);
    if !screen.is_quiet() || fails {
        remark(&totals(&shown))?;
    }
    Ok(if fails { Status::Findings } else { Status::Success })
}

fn totals(shown: &[Located]) -> String {
    let weights = [Severity::Fatal, Severity::Error, Severity::Warning, Severity::Info];
    let count = |weight| shown.iter().filter(|finding| finding.severity == weight).count();
    let parts: Vec<String> = weights.iter().map(|weight| format!("{} {}", count(*weight), weight.name())).collect();
    format!("found: {}\n", parts.join(", "))
}
