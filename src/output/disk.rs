//! Reads what a tree has at a path. Never follows symbolic links below the root.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::Error;

use super::ledger::Digest;
use super::path;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Missing,
    /// A regular file with these bytes.
    File(Digest),
    /// Anything else, in words.
    Odd(&'static str),
    /// A folder above the path is a symbolic link or a file.
    Beneath {
        /// The path of that folder.
        folder: String,
        /// Whether it is a symbolic link and not a file.
        is_link: bool,
    },
}

/// Returns what is at a path, with the digest of a file.
pub(super) fn look(root: &Path, relative: &str) -> Result<Entry, Error> {
    for folder in path::folders(relative) {
        match metadata(&root.join(folder))? {
            None => return Ok(Entry::Missing),
            Some(found) if found.is_dir() => {}
            Some(found) => return Ok(Entry::Beneath { folder: folder.to_owned(), is_link: found.is_symlink() }),
        }
    }
    let file = root.join(relative);
    match metadata(&file)? {
        None => Ok(Entry::Missing),
        Some(found) if found.is_file() => Ok(Entry::File(Digest::of(&read(&file)?))),
        Some(found) => Ok(Entry::Odd(kind(&found))),
    }
}

/// Fails if the root exists and is not a folder, nor a link to one.
pub(super) fn refuse_unless_folder(root: &Path) -> Result<(), Error> {
    match fs::metadata(root) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(unreadable(root, ErrorKind::NotADirectory.into())),
        // A dangling link exists and would be in the way.
        Err(error) if error.kind() == ErrorKind::NotFound && metadata(root)?.is_none() => Ok(()),
        Err(error) => Err(unreadable(root, error)),
    }
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(|error| unreadable(file, error))
}

/// The metadata of a path, without following a link; `None` if nothing is there.
pub(super) fn metadata(path: &Path) -> Result<Option<Metadata>, Error> {
    match path.symlink_metadata() {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
}

/// Names the type of a file, for messages.
pub(super) fn kind(found: &Metadata) -> &'static str {
    if found.is_symlink() {
        "a symbolic link"
    } else if found.is_dir() {
        "a folder"
    } else if found.is_file() {
        "a file"
    } else {
        "neither a file nor a folder"
    }
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::io("read", path, error, "check the path and its permissions; nothing was changed")
}
