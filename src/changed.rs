//! Providers that differ from a commit. Git is asked, and changes nothing.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::Error;
use crate::registry::Found;
use crate::report::Base;

/// Those of the found providers and documents with a file that differs from a commit, is new or is gone. What git
/// ignores counts as unchanged.
///
/// # Errors
/// No git, a path outside of a repository, a commit that is not there.
pub fn since(reference: &str, path: &Path, found: Vec<Found>) -> Result<Vec<Found>, Error> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("`{reference}` is no name of a commit");
        return Err(Error::usage(message, "name a branch, a tag or a commit, such as `origin/main`"));
    }
    let repository = Repository::of(path)?;
    let changed = repository.changed(&repository.commit(reference)?)?;
    let root = Base::folder(&repository.root);
    let is_changed = |found: &Found| {
        let path = match found {
            Found::Folder(folder) => &folder.path,
            Found::Document(path) => path,
        };
        // Git knows files by their own names, whatever link leads there.
        let name = root.relative(&path.canonicalize().unwrap_or_else(|_| path.clone()));
        let below = format!("{name}/");
        changed.iter().any(|file| *file == name || file.starts_with(&below) || name == ".")
    };
    Ok(found.into_iter().filter(is_changed).collect())
}

/// A folder that git looks after.
struct Repository {
    root: PathBuf,
}

impl Repository {
    fn of(path: &Path) -> Result<Self, Error> {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let output = git(folder, &["rev-parse", "--show-toplevel"])?;
        let root = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned();
        if !output.status.success() || root.is_empty() {
            let message = format!("{} is not in a repository that git can read: {}", path.display(), said(&output));
            return Err(Error::usage(message, "run this in a clone of the registry, or without --changed-since"));
        }
        let root = PathBuf::from(root);
        Ok(Repository { root: root.canonicalize().unwrap_or(root) })
    }

    /// The full name of a commit.
    fn commit(&self, reference: &str) -> Result<String, Error> {
        let output = git(&self.root, &["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")])?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let help = "fetch it first; actions/checkout brings all commits with `fetch-depth: 0`";
        Err(Error::usage(format!("there is no commit `{reference}` in this repository"), help))
    }

    /// Files that differ from a commit, and new ones that git does not ignore.
    fn changed(&self, commit: &str) -> Result<Vec<String>, Error> {
        let diff = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--"];
        let new = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"];
        let mut files = Vec::new();
        for arguments in [diff.as_slice(), &new] {
            let output = git(&self.root, arguments)?;
            if !output.status.success() {
                let message = format!("git could not say what has changed: {}", said(&output));
                return Err(Error::usage(message, "mend the repository, or run without --changed-since"));
            }
            let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            files.extend(names.map(|name| String::from_utf8_lossy(name).into_owned()));
        }
        Ok(files)
    }
}

/// Runs git in a folder. It takes no lock, starts no other program, and finds the repository by the folder alone.
fn git(folder: &Path, arguments: &[&str]) -> Result<Output, Error> {
    let mut command = Command::new("git");
    command.args(["--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-C"]);
    command.arg(folder).args(arguments).env("LC_ALL", "C");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.output().map_err(|error| {
        let why =
            if error.kind() == ErrorKind::NotFound { "it is not installed".to_owned() } else { error.to_string() };
        Error::usage(format!("git cannot be run: {why}"), "install git, or run without --changed-since")
    })
}

/// The first line that git said.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().next().unwrap_or("no word of git").trim_start_matches("fatal: ").to_owned()
}
