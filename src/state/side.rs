//! Reads one side of a comparison, a path or `GITREF:PATH`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::Provider;
use crate::pipeline::{self, Job};
use crate::place::Place;
use crate::registry::{self, Folder, PROVIDER};
use crate::text::closest;

use super::git::{self, Extract};

/// The configuration file of a provider that must be built.
const CONFIG: &str = "provgen.yaml";

const HELP: &str = "give a registry, a provider in it, a provgen.yaml, or one of these as GITREF:PATH";

/// The providers of one side.
pub type Side = Vec<Provider>;

/// Reads a side.
///
/// # Errors
/// Nothing is there, or a file cannot be read: its contents would count as removed.
pub fn side(argument: &str) -> Result<Side, Error> {
    let path = Path::new(argument);
    if path.exists() {
        return on_disk(path);
    }
    match argument.split_once(':') {
        Some((reference, path)) => in_git(reference, path),
        None => Err(missing(path)),
    }
}

fn in_git(reference: &str, path: &str) -> Result<Side, Error> {
    let extract = git::extract(reference, path)?;
    on_disk(&extract.path()).map_err(|error| as_named(error, &extract))
}

fn on_disk(path: &Path) -> Result<Side, Error> {
    let is_folder = path.is_dir();
    if is_folder && path.join(CONFIG).is_file() {
        return built(path.join(CONFIG));
    }
    if !is_folder && path.file_name().is_none_or(|name| name != PROVIDER) {
        return built(path.to_owned());
    }
    registry::newest(path)?.into_iter().map(loaded).collect()
}

fn loaded(folder: Folder) -> Result<Provider, Error> {
    let mut loaded = registry::load(folder);
    match loaded.errors.pop() {
        Some(error) => Err(error),
        None => Ok(loaded.into_provider()),
    }
}

fn built(config: PathBuf) -> Result<Side, Error> {
    Ok(vec![pipeline::model(&Job { config, spec: None, mapping: None, style: None })?])
}

fn missing(path: &Path) -> Error {
    let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut known: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    known.sort();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let help = match closest(&name, &known) {
        Some(known) => format!("did you mean `{}`?", path.with_file_name(known).display()),
        None => HELP.to_owned(),
    };
    Error::usage(format!("{} does not exist", path.display()), help)
}

/// Replaces the path of an extracted file in an error with the name that the user knows.
fn as_named(error: Error, extract: &Extract) -> Error {
    match error {
        Error::Input { message, place, help } => {
            Error::Input { message, place: Place { file: extract.name_of(&place.file), ..place }, help }
        }
        Error::Io { action, path, source, help } => Error::Io { action, path: extract.name_of(&path), source, help },
        Error::NotFetched { file, .. } => Error::usage(
            format!("{} is not tracked by git", extract.name_of(&file).display()),
            "compare its output instead: give the folder of the registry in place of provgen.yaml",
        ),
        Error::Usage { message, help } => {
            let root = extract.root().display();
            let message = message.replace(&format!("{root}/"), &extract.prefix());
            Error::Usage { message: message.replace(&root.to_string(), &extract.prefix()), help }
        }
    }
}
