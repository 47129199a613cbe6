//! The steps of a write: each is one change that the file system makes wholly or not at all, or
//! one in the folder of new files, where nobody looks.

use std::borrow::Cow;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::Error;

use super::path::TEMP;

/// One change.
#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    /// Creates a folder.
    CreateFolder(PathBuf),
    /// Writes a new file, not yet in its place.
    Fill {
        temp: PathBuf,
        /// Where it will be: the user knows that name.
        place: PathBuf,
        bytes: Cow<'a, [u8]>,
    },
    /// Puts a new file into its place.
    Move { temp: PathBuf, place: PathBuf },
    /// Removes a file.
    RemoveFile(PathBuf),
    /// Removes a folder unless something is left in it.
    RemoveEmptyFolder(PathBuf),
    /// Removes the folder of new files.
    RemoveTemp(PathBuf),
}

/// Runs all steps, up to the first that fails. The folder of new files is gone afterwards; the
/// pending ledger stays if a step failed, for the next run to carry on from.
pub(super) fn run_all(root: &Path, steps: &[Step]) -> Result<(), Error> {
    let result = steps.iter().try_for_each(Step::run);
    if result.is_err() {
        // What stopped the run is worth reporting, not what stops the cleaning up after it.
        let _ = fs::remove_dir_all(root.join(TEMP));
    }
    result
}

impl Step<'_> {
    pub fn run(&self) -> Result<(), Error> {
        match self {
            Step::CreateFolder(folder) => fs::create_dir_all(folder).map_err(|error| failed("create", folder, error)),
            Step::Fill { temp, place, bytes } => fs::write(temp, bytes).map_err(|error| failed("write", place, error)),
            Step::Move { temp, place } => fs::rename(temp, place).map_err(|error| failed("write", place, error)),
            Step::RemoveFile(file) => fs::remove_file(file).map_err(|error| failed("remove", file, error)),
            Step::RemoveEmptyFolder(folder) => remove_empty(folder),
            Step::RemoveTemp(folder) => fs::remove_dir_all(folder).map_err(|error| failed("remove", folder, error)),
        }
    }
}

fn remove_empty(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != ErrorKind::DirectoryNotEmpty => Err(failed("remove", folder, error)),
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> Error {
    let help = "check the disk and who may write there, then run the command again: it carries on where it stopped";
    Error::io(action, path, error, help)
}
