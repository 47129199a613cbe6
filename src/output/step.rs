//! The steps of a write. Each is atomic, or works in the folder of new files, which nobody reads.

use std::borrow::Cow;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;

use super::path::{LEDGER, PENDING, TEMP};

#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    /// Creates a folder.
    CreateFolder(PathBuf),
    /// Writes a new file into the folder of new files.
    Fill {
        temp: PathBuf,
        /// Its final path, for messages.
        place: PathBuf,
        bytes: Cow<'a, [u8]>,
    },
    /// Moves a new file into place.
    Move { temp: PathBuf, place: PathBuf },
    /// Removes a file.
    RemoveFile(PathBuf),
    /// Removes a folder if it is empty.
    RemoveEmptyFolder(PathBuf),
    /// Removes the folder of new files.
    RemoveTemp(PathBuf),
}

/// Runs steps until one fails, and removes the folder of new files. After a failure the pending ledger stays, so that
/// the next run can carry on.
pub(super) fn run_all(root: &Path, steps: &[Step]) -> Result<(), Error> {
    let result = steps.chunk_by(|a, b| a.is_independent_of(b)).try_for_each(run_side_by_side);
    if result.is_err() {
        // Report the first error, not that of the cleanup.
        let _ = fs::remove_dir_all(root.join(TEMP));
    }
    result
}

/// Runs steps in parallel, as file systems are slow; returns the first error in their order.
fn run_side_by_side(steps: &[Step]) -> Result<(), Error> {
    let results: Vec<_> = steps.par_iter().map(Step::run).collect();
    results.into_iter().collect()
}

impl Step<'_> {
    /// Whether two steps may run in parallel. Steps of one type may, except on ledgers: the pending ledger comes before
    /// all changes, and the final one after them.
    fn is_independent_of(&self, other: &Step) -> bool {
        match (self, other) {
            (Step::Fill { .. }, Step::Fill { .. }) => true,
            (Step::Move { place: a, .. }, Step::Move { place: b, .. }) | (Step::RemoveFile(a), Step::RemoveFile(b)) => {
                !is_ledger(a) && !is_ledger(b)
            }
            _ => false,
        }
    }

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

fn is_ledger(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == LEDGER || name == PENDING)
}

fn remove_empty(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != ErrorKind::DirectoryNotEmpty => Err(failed("remove", folder, error)),
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> Error {
    let help = "check the disk and its permissions, then run the command again: it continues where it stopped";
    Error::io(action, path, error, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(place: &str) -> Step<'static> {
        Step::Move { temp: PathBuf::from("t"), place: PathBuf::from(place) }
    }

    #[test]
    fn the_ledgers_wait_for_what_comes_before_them() {
        let steps = [moved("x/provgen.sum.pending"), moved("x/a"), moved("x/b"), moved("x/provgen.sum")];
        let runs: Vec<usize> = steps.chunk_by(|a, b| a.is_independent_of(b)).map(<[Step]>::len).collect();
        assert_eq!(runs, [1, 2, 1]);
        let removed = |file: &str| Step::RemoveFile(PathBuf::from(file));
        let steps = [removed("x/a"), removed("x/b"), removed("x/provgen.sum"), removed("x/provgen.sum.pending")];
        let runs: Vec<usize> = steps.chunk_by(|a, b| a.is_independent_of(b)).map(<[Step]>::len).collect();
        assert_eq!(runs, [2, 1, 1]);
    }
}
