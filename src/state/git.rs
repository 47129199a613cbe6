//! Extracts a folder of a commit, without touching the working tree.

use std::fs;
use std::path::{Component, Path, PathBuf};

use gix::ObjectId;
use gix::objs::tree::EntryKind;
use tempfile::TempDir;

use crate::error::Error;
use crate::text::closest;

use super::repository::{Entry, Repository};

/// Endings of the files that providers are read from. Pages are not needed.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".csv"];

/// What is extracted at most, in bytes: a commit can name one file any number of times.
const MAX_TOTAL: u64 = 8 << 30;

/// Files of a commit in a temporary folder, which is removed on drop.
pub struct Extract {
    folder: TempDir,
    reference: String,
    path: String,
}

impl Extract {
    /// The temporary folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The extracted path.
    pub fn path(&self) -> PathBuf {
        self.root().join(&self.path)
    }

    /// The prefix of paths in messages.
    pub fn prefix(&self) -> String {
        format!("{}:", self.reference)
    }

    /// A path as the user would name it.
    pub fn name_of(&self, path: &Path) -> PathBuf {
        let rest = path.strip_prefix(self.root());
        rest.map_or_else(|_| path.to_owned(), |rest| format!("{}{}", self.prefix(), rest.display()).into())
    }
}

/// Extracts what a commit has at a path, relative to the root of the repository, or to the working folder if it begins
/// with `./`.
///
/// # Errors
/// The commit or path does not exist, or the repository cannot be read.
pub fn extract(reference: &str, path: &str) -> Result<Extract, Error> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("`{reference}:{path}` does not name a commit");
        return Err(Error::usage(message, "give a commit, a branch or a tag: GITREF:PATH"));
    }
    let here = Path::new(".")
        .canonicalize()
        .map_err(|error| Error::io("read", Path::new("."), error, "run the command in a folder that exists"))?;
    let repository = Repository::around(&here)?.ok_or_else(|| {
        let message = format!("`{reference}:` names a commit, but this is not a git repository");
        Error::usage(message, "run the command in a repository, or give an existing path")
    })?;
    let tree = repository.tree(commit(&repository, reference)?)?;
    let path = full_path(&repository, &here, path)?;
    let found = found(&repository, tree, &path, reference)?;
    let folder = TempDir::new().map_err(|error| {
        Error::io("create", &std::env::temp_dir(), error, "check the permissions of the folder for temporary files")
    })?;
    let extract = Extract { folder, reference: reference.to_owned(), path: path.clone() };
    let is_folder = found.kind == EntryKind::Tree;
    let within = if is_folder { path.as_str() } else { path.rsplit_once('/').map_or("", |(parent, _)| parent) };
    fs::create_dir_all(extract.root().join(within)).map_err(|error| unwritable(extract.root(), error))?;
    write(&repository, &wanted(&repository, tree, within)?, extract.root())?;
    Ok(extract)
}

fn commit(repository: &Repository, reference: &str) -> Result<ObjectId, Error> {
    if let Some(commit) = repository.commit(reference) {
        return Ok(commit);
    }
    let help = match closest(reference, &repository.names()?) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "give an existing commit, branch or tag; `git fetch` gets those of others".to_owned(),
    };
    Err(Error::usage(format!("unknown commit `{reference}`"), help))
}

fn full_path(repository: &Repository, here: &Path, path: &str) -> Result<String, Error> {
    let mut full = PathBuf::new();
    let mut rest = path;
    if let Some(relative) = path.strip_prefix("./").or((path == ".").then_some("")) {
        full = here.strip_prefix(repository.root()).unwrap_or(&full).to_owned();
        rest = relative;
    }
    let full = full.join(rest).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let full = full.trim_end_matches('/').to_owned();
    if !full.is_empty() && !is_plain(&full) {
        let help = "give the path relative to the root of the repository, or begin it with `./`";
        return Err(Error::usage(format!("`{path}` points out of the repository"), help));
    }
    Ok(full)
}

fn found(repository: &Repository, tree: Entry, path: &str, reference: &str) -> Result<Entry, Error> {
    if let Some(found) = repository.entry(tree, path.into())? {
        return Ok(found);
    }
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = repository.entry(tree, parent.into())?.filter(|above| above.kind == EntryKind::Tree);
    let entries = above.map(|above| repository.entries(above)).transpose()?.unwrap_or_default();
    let known: Vec<String> = entries.into_iter().map(|(name, _)| name.to_string()).collect();
    let help = match closest(name, &known) {
        Some(known) if parent.is_empty() => format!("did you mean `{reference}:{known}`?"),
        Some(known) => format!("did you mean `{reference}:{parent}/{known}`?"),
        None => "paths are relative to the root of the repository, or to the current folder if they begin with `./`"
            .to_owned(),
    };
    Err(Error::usage(format!("`{path}` does not exist in `{reference}`"), help))
}

/// The files below a folder of a commit that may be part of a provider.
fn wanted(repository: &Repository, tree: Entry, folder: &str) -> Result<Vec<(String, ObjectId)>, Error> {
    let Some(found) = repository.entry(tree, folder.into())? else { return Ok(Vec::new()) };
    let files = repository.files(folder.into(), found)?.into_iter();
    let wanted = files.filter(|(_, entry)| entry.kind == EntryKind::Blob).filter_map(|(path, entry)| {
        let path = String::from_utf8(path.into()).ok()?;
        let is_wanted = is_plain(&path) && ENDINGS.iter().any(|ending| path.ends_with(ending));
        is_wanted.then_some((path, entry.id))
    });
    Ok(wanted.collect())
}

/// Whether a path stays within its folder.
fn is_plain(path: &str) -> bool {
    !path.contains('\\') && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Writes files that are not too large; who needs one of those reports it as missing.
fn write(repository: &Repository, files: &[(String, ObjectId)], root: &Path) -> Result<(), Error> {
    let mut left = MAX_TOTAL;
    for (path, id) in files {
        let Some(bytes) = repository.blob(*id)? else { continue };
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let message = format!("the files of the commit have more than {MAX_TOTAL} bytes");
            Error::usage(message, "give a folder that holds less, such as one provider")
        })?;
        let path = root.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| unwritable(parent, error))?;
        }
        fs::write(&path, bytes).map_err(|error| unwritable(&path, error))?;
    }
    Ok(())
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    Error::io("write", path, error, "check the permissions of the folder for temporary files")
}
