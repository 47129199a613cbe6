//! Finds providers that differ from a commit, like `git diff COMMIT...`. Only reads the repository.

use std::io::ErrorKind;
use std::path::{Path, PathBuf, absolute};
use std::process::{Command, Output};

use crate::error::Error;
use crate::place::Base;
use crate::registry::{self, Found, PROVIDER};

/// Returns the providers and documents at a path of which a file differs from a commit, is new or was removed. Compares
/// with the merge base of the commit and HEAD. Files that git ignores count as unchanged.
///
/// # Errors
/// Git is missing, the path is outside of a repository, the commit does not exist, or there is no registry at the path
/// and there was none.
pub fn since(reference: &str, path: &Path) -> Result<Vec<Found>, Error> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("`{reference}` is not the name of a commit");
        return Err(Error::usage(message, "give a branch, a tag or a commit, such as `origin/main`"));
    }
    match registry::find(path) {
        Ok(found) => {
            let changes = Changes::since(reference, path)?;
            Ok(found.into_iter().filter(|found| changes.hit(found.path())).collect())
        }
        Err(error) => match Changes::since(reference, path) {
            Ok(changes) if changes.removed(path) => Ok(Vec::new()),
            _ => Err(error),
        },
    }
}

/// Files of a repository that differ from a commit.
struct Changes {
    root: PathBuf,
    /// Relative to the root, with `/`.
    files: Vec<String>,
}

impl Changes {
    fn since(reference: &str, path: &Path) -> Result<Self, Error> {
        let repository = Repository::of(path)?;
        let base = repository.commit(reference)?.map(|commit| repository.base(&commit)).transpose()?;
        let files = repository.changed(base.as_deref())?;
        Ok(Changes { root: repository.root, files })
    }

    /// The changed files at or below a path.
    fn at(&self, path: &Path) -> impl Iterator<Item = &str> {
        let name = Base::folder(&self.root).relative(&real(path));
        let below = format!("{name}/");
        let is_at = move |file: &&str| *file == name || file.starts_with(&below) || name == ".";
        self.files.iter().map(String::as_str).filter(is_at)
    }

    fn hit(&self, path: &Path) -> bool {
        self.at(path).next().is_some()
    }

    /// Whether a provider or document at a path was removed.
    fn removed(&self, path: &Path) -> bool {
        let is_gone = |file: &str| !self.root.join(file).exists();
        let is_provider = |file: &str| file.rsplit('/').next() == Some(PROVIDER);
        self.at(path).any(|file| is_gone(file) && (is_provider(file) || !path.exists()))
    }
}

/// The canonical path, as git knows it. A missing file keeps its name.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(above), Some(name)) => real(above).join(name),
        _ => path,
    }
}

struct Repository {
    root: PathBuf,
}

impl Repository {
    fn of(path: &Path) -> Result<Self, Error> {
        let real = real(path);
        let folder = real.ancestors().find(|above| above.is_dir()).unwrap_or(path);
        let output = git(folder, &["rev-parse", "--show-toplevel"])?;
        let root = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned();
        if !output.status.success() || root.is_empty() {
            let message = format!("git cannot read a repository at {}: {}", path.display(), said(&output));
            return Err(Error::usage(message, "run this in a clone of the registry, or without --changed-since"));
        }
        let root = PathBuf::from(root);
        Ok(Repository { root: root.canonicalize().unwrap_or(root) })
    }

    /// The hash of a commit; `None` for HEAD of a repository without commits.
    fn commit(&self, reference: &str) -> Result<Option<String>, Error> {
        let output = git(&self.root, &["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")])?;
        if output.status.success() {
            return Ok(Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()));
        }
        if reference == "HEAD" {
            return Ok(None);
        }
        let help = "fetch it first; with `fetch-depth: 0`, actions/checkout fetches all commits";
        Err(Error::usage(format!("unknown commit `{reference}`"), help))
    }

    /// The merge base of HEAD and a commit; the commit itself if there is none, as in a shallow clone.
    fn base(&self, commit: &str) -> Result<String, Error> {
        let output = git(&self.root, &["merge-base", commit, "HEAD"])?;
        let base = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(if output.status.success() && !base.is_empty() { base } else { commit.to_owned() })
    }

    /// Files that differ from a commit, and untracked ones that git does not ignore. Without a commit, all files.
    fn changed(&self, commit: Option<&str>) -> Result<Vec<String>, Error> {
        let mut known = vec!["ls-files", "--cached", "--full-name", "-z"];
        if let Some(commit) = commit {
            known = vec!["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--"];
        }
        let new = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"];
        let mut files = Vec::new();
        for arguments in [known.as_slice(), &new] {
            let output = git(&self.root, arguments)?;
            if !output.status.success() {
                let message = format!("git could not list the changed files: {}", said(&output));
                return Err(Error::usage(message, "repair the repository, or run without --changed-since"));
            }
            let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            files.extend(names.map(|name| String::from_utf8_lossy(name).into_owned()));
        }
        Ok(files)
    }
}

/// Runs git in a folder, without locks, fsmonitor and environment variables that name a repository.
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
        Error::usage(format!("cannot run git: {why}"), "install git, or run without --changed-since")
    })
}

/// The first line of git's error output.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().next().unwrap_or("no message from git").trim_start_matches("fatal: ").to_owned()
}
