//! Finds the providers that a command names.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::shell::shell_word;
use crate::error::Error;
use crate::pipeline::Job;
use crate::text::closest;

/// The folder in which providers are looked up by name.
pub const SPECS: &str = "specs";

/// The file that configures a provider.
pub const CONFIG: &str = "provgen.yaml";

/// A provider to build.
pub struct Target {
    /// As the user named it.
    pub name: String,
    pub job: Job,
    /// The root of the tree to write.
    pub root: PathBuf,
}

/// The providers that a user names, or all under `specs`, without duplicates, sorted by name.
///
/// # Errors
/// A provider does not exist, there is none at all, or two would share a folder.
pub fn targets(names: &[String], job: &Job, out: &Path) -> Result<Vec<Target>, Error> {
    let configs = configs(names)?;
    if configs.len() > 1 && (job.spec.is_some() || job.mapping.is_some()) {
        return Err(Error::usage("--spec and --mapping replace the files of a single provider", "give one provider"));
    }
    let target = |(name, config)| target(name, config, job, out);
    let targets = configs.into_iter().map(target).collect::<Result<Vec<_>, _>>()?;
    check_folders(&targets)?;
    Ok(targets)
}

/// Like [`targets`], with the path of the configuration only.
///
/// # Errors
/// A provider does not exist, or there is none at all.
pub fn configs(names: &[String]) -> Result<Vec<(String, PathBuf)>, Error> {
    let names: BTreeSet<String> =
        if names.is_empty() { all_providers()? } else { names.to_vec() }.into_iter().collect();
    names.into_iter().map(|name| config_of(&name).map(|config| (name, config))).collect()
}

fn target(name: String, config: PathBuf, job: &Job, out: &Path) -> Result<Target, Error> {
    let root = out.join(folder_name(&config)?);
    Ok(Target { name, job: Job { config, ..job.clone() }, root })
}

fn all_providers() -> Result<Vec<String>, Error> {
    let names = provider_names();
    if names.is_empty() {
        return Err(Error::usage(
            format!("no provider found under `{SPECS}`"),
            "run the command in the folder that contains `specs`, or give the path of a provgen.yaml; to start one, run: provgen init SPEC",
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

/// Resolves a path to a provgen.yaml or its folder, or the name of a folder under `specs`.
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
            return Err(Error::usage(
                message,
                format!(
                    "to write one, run: provgen init SPEC --force --out {}",
                    shell_word(&folder.display().to_string())
                ),
            ));
        }
    }
    if path.is_file() || path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
        return Ok(path);
    }
    let help = match closest(name, &provider_names()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "give a folder under `specs`, or the path of a provgen.yaml; to start one, run: provgen init SPEC"
            .to_owned(),
    };
    Err(Error::usage(format!("unknown provider `{name}`"), help))
}

/// The name of the folder of a configuration, which names the tree.
fn folder_name(config: &Path) -> Result<String, Error> {
    let help = "give a folder under `specs`, or the path of a provgen.yaml";
    let absolute = config.canonicalize().map_err(|error| Error::io("read", config, error, help))?;
    let folder = absolute.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    folder.map(str::to_owned).ok_or_else(|| {
        Error::usage(
            format!("the folder of {} has no name", config.display()),
            "move provgen.yaml into a folder of its own",
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
