//! Reads files and folders of inputs, within a limit on their size.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::place::Place;

/// The largest input file, in megabytes of 10^6 bytes, where the configuration says nothing else.
pub const MAX_MEGABYTES: u64 = 64;

/// An input file as it was read.
#[derive(Debug)]
pub struct InputFile {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl InputFile {
    /// Reads a file as [`read_file`] does.
    pub(super) fn read(path: PathBuf, help: &str) -> Result<Self, Error> {
        let bytes = read_file(&path, MAX_MEGABYTES, help)?;
        Ok(InputFile { path, bytes })
    }
}

/// The bytes of an input file of at most so many megabytes.
///
/// # Errors
/// The file is larger, or cannot be read; `help` says what to do then.
pub fn read_file(path: &Path, megabytes: u64, help: &str) -> Result<Vec<u8>, Error> {
    read_within(path, megabytes, help, "split it, or remove unused parts")
}

/// The same of a file for which `provgen.yaml` can say how large it may be.
///
/// # Errors
/// As [`read_file`].
pub fn read_configured(path: &Path, megabytes: u64, help: &str) -> Result<Vec<u8>, Error> {
    read_within(path, megabytes, help, "raise `source.max_megabytes` in provgen.yaml")
}

fn read_within(path: &Path, megabytes: u64, help: &str, too_large: &str) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::io("read", path, error, help);
    let refused = |found: u64| {
        let message = format!("the file has {found} MB; the maximum is {megabytes} MB");
        Error::input(message, Place::file(path), too_large)
    };
    // To open a named pipe that no one writes to does not end. A shell that passes output on names it in `/dev`.
    let is_special = fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir());
    if is_special && !path.starts_with("/dev") && !path.starts_with("/proc") {
        return Err(Error::input("this is neither a file nor a folder, such as a named pipe", Place::file(path), help));
    }
    let limit = megabytes.saturating_mul(1_000_000);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > limit {
        return Err(refused(length.div_ceil(1_000_000)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // What is no plain file says nothing of its length, and a file can grow.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        return Ok(bytes);
    }
    Err(refused(megabytes.saturating_add(1)))
}

/// The entries of a folder, sorted: the system gives them in any order.
pub(super) fn entries(folder: &Path, help: &str) -> Result<Vec<PathBuf>, Error> {
    let failed = |error| Error::io("read", folder, error, help);
    let entries = fs::read_dir(folder).map_err(failed)?.map(|entry| Ok(entry.map_err(failed)?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<Result<_, Error>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_named_pipe_is_refused() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
        let refused = read_file(&pipe, 1, "give a file").expect_err("a named pipe");
        assert!(refused.to_string().contains("named pipe"), "{refused}");
        Ok(())
    }
}
