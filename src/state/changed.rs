//! Finds providers that differ from a commit, like `git diff COMMIT...`. Only reads the repository.

use std::path::{Path, PathBuf, absolute};

use gix::bstr::{BString, ByteSlice};

use crate::error::Error;
use crate::registry::{self, Found, PROVIDER};

use super::repository::{Entry, Repository};
use super::work_tree::{WorkTree, name};

/// Returns the providers and documents at a path of which a file differs from a commit, is new or was removed. Compares
/// with the merge base of the commit and HEAD. Files that git ignores count as unchanged.
///
/// # Errors
/// The path is outside of a repository, that cannot be read, the commit does not exist, or there is no registry at the
/// path and there was none, unless that is true of the whole repository.
pub fn since(reference: &str, path: &Path) -> Result<Vec<Found>, Error> {
    check_reference(reference)?;
    match registry::find(path) {
        Ok(found) => differing(found, reference, path),
        Err(error) => match is_no_mistake(reference, path) {
            Ok(true) => Ok(Vec::new()),
            _ => Err(error),
        },
    }
}

/// Whether a file or folder differs from a commit, as [`since`] compares.
///
/// # Errors
/// The path is outside of a repository, that cannot be read, the commit does not exist.
pub fn is_changed_since(reference: &str, path: &Path) -> Result<bool, Error> {
    check_reference(reference)?;
    let repository = repository(path)?;
    let mut work_tree = WorkTree::new(&repository, base(&repository, reference)?)?;
    name_in(&repository, path).map_or(Ok(false), |name| work_tree.differs(name.as_bstr()))
}

fn check_reference(reference: &str) -> Result<(), Error> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("`{reference}` is not the name of a commit");
        return Err(Error::usage(message, "give a branch, a tag or a commit, such as `origin/main`"));
    }
    Ok(())
}

fn differing(found: Vec<Found>, reference: &str, path: &Path) -> Result<Vec<Found>, Error> {
    let repository = repository(path)?;
    let mut work_tree = WorkTree::new(&repository, base(&repository, reference)?)?;
    let mut differing = Vec::new();
    for found in found {
        let Some(name) = name_in(&repository, found.path()) else { continue };
        if work_tree.differs(name.as_bstr())? {
            differing.push(found);
        }
    }
    Ok(differing)
}

/// Whether there is nothing at a path because a provider or document was removed, or because it is the root of a
/// repository that has no provider anywhere, where the hook for pre-commit runs all the same.
fn is_no_mistake(reference: &str, path: &Path) -> Result<bool, Error> {
    let repository = repository(path)?;
    let work_tree = WorkTree::new(&repository, base(&repository, reference)?)?;
    let Some(name) = name_in(&repository, path) else { return Ok(false) };
    let is_provider = |file: &BString| file.rsplit_str("/").next() == Some(PROVIDER.as_bytes());
    let is_whole = name.is_empty() && path.is_dir();
    let was_removed = work_tree.gone(name.as_bstr())?.iter().any(|file| is_provider(file) || !path.exists());
    Ok(was_removed || (is_whole && !work_tree.known(name.as_bstr())?.iter().any(is_provider)))
}

fn repository(path: &Path) -> Result<Repository, Error> {
    let real = real(path);
    let folder = real.ancestors().find(|above| above.is_dir()).unwrap_or(path);
    Repository::around(folder)?.ok_or_else(|| {
        let message = format!("{} is not in a git repository", path.display());
        Error::usage(message, "run this in a clone of the registry, or without --changed-since")
    })
}

/// What to compare with; `None` for HEAD of a repository without commits.
fn base(repository: &Repository, reference: &str) -> Result<Option<Entry>, Error> {
    let Some(commit) = repository.commit(reference) else {
        if reference == "HEAD" {
            return Ok(None);
        }
        let help = "fetch it first; with `fetch-depth: 0`, actions/checkout fetches all commits";
        return Err(Error::usage(format!("unknown commit `{reference}`"), help));
    };
    let shared = match repository.commit("HEAD") {
        Some(head) => repository.merge_base(commit, head)?,
        None => None,
    };
    repository.tree(shared.unwrap_or(commit)).map(Some)
}

/// The path as the repository knows it; `None` outside of it.
fn name_in(repository: &Repository, path: &Path) -> Option<BString> {
    real(path).strip_prefix(repository.root()).ok().and_then(name)
}

/// The canonical path. A missing file keeps its name.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(above), Some(name)) => real(above).join(name),
        _ => path,
    }
}
