//! `provgen generate`: write the tree of a provider, or prove that it is fresh.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Status, progress, result};
use crate::config::closest;
use crate::error::Error;
use crate::finding::Severity;
use crate::output::{self, Staleness, Written};
use crate::pipeline::{self, Built, Job};
use crate::report;

/// Where providers are looked up by name.
const SPECS: &str = "specs";

/// The configuration of a provider.
const CONFIG: &str = "provgen.yaml";

/// Write provider documents and pages, or prove that they are fresh.
///
/// Exit code 0: written, or fresh. 1: findings at or above the threshold, or a stale tree; nothing
/// was written. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Write nothing; exit with 1 and a diff if the tree is not what would be written
    #[arg(long)]
    check: bool,

    /// Read this OpenAPI document in place of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// Read this mapping in place of the one that provgen.yaml names
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// Write below this folder
    #[arg(long, value_name = "DIR", default_value = "generated")]
    out: PathBuf,

    /// Fail on findings of this weight
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Severity::Error)]
    fail_on: Severity,

    /// Say how long each stage took
    #[arg(long)]
    timings: bool,
}

/// A provider to build, and the folder that its tree goes to.
struct Target {
    /// As the user named it.
    name: String,
    job: Job,
    root: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let targets = match arguments.targets() {
        Ok(targets) => targets,
        Err(error) => return failure(&error),
    };
    let mut worst = Status::Success;
    for target in &targets {
        worst = worst.max(arguments.one(target)?);
    }
    Ok(worst)
}

fn failure(error: &Error) -> io::Result<Status> {
    progress(&format!("{}\n", report::error(error)))?;
    Ok(Status::Failure)
}

impl Arguments {
    fn one(&self, target: &Target) -> io::Result<Status> {
        let built = match pipeline::build(&target.job) {
            Ok(built) => built,
            Err(error) => return failure(&error),
        };
        result(&report::findings(&built.findings))?;
        let status = if built.fails(self.fail_on) {
            let warnings_count = !built.fails(Severity::Error);
            let why = if warnings_count { ", because of --fail-on warning" } else { "" };
            result(&format!("{}: nothing was written{why}\n", target.name))?;
            Status::Findings
        } else {
            self.finish(target, &built)?
        };
        self.totals(&built)?;
        Ok(status)
    }

    fn finish(&self, target: &Target, built: &Built) -> io::Result<Status> {
        let started = std::time::Instant::now();
        let status = match self.check {
            true => match output::check(&target.root, &built.products) {
                Ok(staleness) => self.checked(target, built, &staleness)?,
                Err(error) => failure(&error)?,
            },
            false => match output::write(&target.root, &built.products) {
                Ok(written) => wrote(target, built, &written)?,
                Err(error) => failure(&error)?,
            },
        };
        if self.timings {
            let output = ("output", started.elapsed().as_secs_f64());
            let lines = built
                .timings
                .iter()
                .chain([&output])
                .map(|(stage, seconds)| format!("{:>8.1} ms  {stage}\n", seconds * 1000.0));
            progress(&lines.collect::<String>())?;
        }
        Ok(status)
    }

    fn totals(&self, built: &Built) -> io::Result<()> {
        let count = |severity| built.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if errors + warnings == 0 {
            return Ok(());
        }
        result(&format!("{}, {}\n", counted(errors, "error"), counted(warnings, "warning")))
    }

    fn checked(&self, target: &Target, built: &Built, staleness: &Staleness) -> io::Result<Status> {
        if staleness.is_fresh() {
            result(&format!("{}: {} is fresh ({})\n", target.name, target.root.display(), contents(built)))?;
            return Ok(Status::Success);
        }
        staleness.changed.iter().try_for_each(|file| result(&file.diff))?;
        let named = |what: &str, paths: &[String]| {
            paths.iter().map(|path| format!("{what}: {}\n", target.root.join(path).display())).collect::<String>()
        };
        result(&named("missing", &staleness.missing))?;
        result(&named("no longer produced", &staleness.extra))?;
        let stale = staleness.changed.len() + staleness.missing.len() + staleness.extra.len();
        result(&format!(
            "{}: {} is stale in {}; to repair it, run:\n\n    {}\n\n",
            target.name,
            target.root.display(),
            counted(stale, "file"),
            self.repair(target)
        ))?;
        Ok(Status::Findings)
    }

    /// The command that makes the tree fresh.
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
        words.join(" ")
    }

    fn targets(&self) -> Result<Vec<Target>, Error> {
        let names: Vec<String> = if self.providers.is_empty() { all_providers()? } else { self.providers.clone() };
        if names.len() > 1 && (self.spec.is_some() || self.mapping.is_some()) {
            return Err(Error::usage(
                "--spec and --mapping stand in for the files of one provider",
                "name the provider",
            ));
        }
        let names: BTreeSet<String> = names.into_iter().collect();
        let targets = names.into_iter().map(|name| self.target(name)).collect::<Result<Vec<_>, _>>()?;
        check_folders(&targets)?;
        Ok(targets)
    }

    fn target(&self, name: String) -> Result<Target, Error> {
        let config = config_of(&name)?;
        let root = self.out.join(folder_name(&config)?);
        let job = Job { config, spec: self.spec.clone(), mapping: self.mapping.clone() };
        Ok(Target { name, job, root })
    }
}

fn wrote(target: &Target, built: &Built, written: &Written) -> io::Result<Status> {
    let root = target.root.display();
    let note = |paths: &[String], what: &str| {
        paths.iter().map(|path| format!("note: {}: {what}\n", target.root.join(path).display())).collect::<String>()
    };
    result(&note(&written.overwritten_edits, "was edited by hand and has been rewritten"))?;
    result(&note(
        &written.kept_edits,
        "was edited by hand and is no longer produced; it stays, and is yours from now on",
    ))?;
    let done = format!(
        "{} written, {} removed, {} unchanged",
        written.written.len(),
        written.removed.len(),
        written.unchanged
    );
    result(&format!("{}: {} in {root} ({done})\n", target.name, contents(built)))?;
    Ok(Status::Success)
}

fn contents(built: &Built) -> String {
    let counts = built.counts;
    let pages = built.products.iter().filter(|product| product.path.ends_with(".md")).count();
    let resources = format!("{} ({} selectable)", counted(counts.resources, "resource"), counts.selectable);
    format!(
        "{}, {resources}, {}, {}",
        counted(counts.services, "service"),
        counted(counts.methods, "method"),
        counted(pages, "page")
    )
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A word that a POSIX shell reads as it is.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn all_providers() -> Result<Vec<String>, Error> {
    let names = provider_names();
    if names.is_empty() {
        return Err(Error::usage(
            format!("there is no provider under `{SPECS}` here"),
            "run this where the folder `specs` is, or name a provgen.yaml",
        ));
    }
    Ok(names)
}

fn provider_names() -> Vec<String> {
    let entries = fs::read_dir(SPECS).into_iter().flatten().flatten();
    let providers = entries.filter(|entry| entry.path().join(CONFIG).is_file());
    let mut names: Vec<String> = providers.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// A path to a provgen.yaml or its folder, or the name of a folder under `specs`.
fn config_of(name: &str) -> Result<PathBuf, Error> {
    let path = PathBuf::from(name);
    let by_name = Path::new(SPECS).join(name).join(CONFIG);
    if !name.contains(['/', '\\']) && by_name.is_file() {
        return Ok(by_name);
    }
    for folder in [path.as_path(), by_name.parent().unwrap_or(Path::new(SPECS))] {
        if folder.is_dir() && folder.join(CONFIG).is_file() {
            return Ok(folder.join(CONFIG));
        }
        if folder.is_dir() && !name.is_empty() {
            let message = format!("the folder {} has no {CONFIG}", folder.display());
            return Err(Error::usage(message, "write one; `provgen schema config` prints what goes into it"));
        }
    }
    if path.is_file() || path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
        return Ok(path);
    }
    let help = match closest(name, &provider_names()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "name a folder under `specs`, or a path to a provgen.yaml".to_owned(),
    };
    Err(Error::usage(format!("there is no provider `{name}`"), help))
}

/// The name of the folder that holds a configuration: the tree is called so too.
fn folder_name(config: &Path) -> Result<String, Error> {
    let help = "name a folder under `specs`, or a path to a provgen.yaml";
    let absolute = config.canonicalize().map_err(|error| Error::io("read", config, error, help))?;
    let folder = absolute.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    folder.map(str::to_owned).ok_or_else(|| {
        Error::usage(
            format!("the folder of {} has no name", config.display()),
            "put provgen.yaml into a folder of its own",
        )
    })
}

fn check_folders(targets: &[Target]) -> Result<(), Error> {
    let mut seen: HashMap<&Path, &str> = HashMap::new();
    for target in targets {
        if let Some(other) = seen.insert(&target.root, &target.name) {
            let message = format!("`{other}` and `{}` would both be written to {}", target.name, target.root.display());
            return Err(Error::usage(message, "give their folders different names"));
        }
    }
    Ok(())
}
