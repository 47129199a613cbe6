//! Writes the folder of a new provider.

use std::path::Path;

use crate::error::Error;
use crate::output::{self, Renewed};

/// Writes files into a new folder, or with `is_forced` into one that exists.
///
/// # Errors
/// The folder exists and that is not forced, or a file could not be written.
pub fn write<N: AsRef<str>>(folder: &Path, files: &[(N, Vec<u8>)], is_forced: bool) -> Result<Renewed, Error> {
    match is_forced {
        true => output::renew(folder, files),
        false => output::start(folder, files).map(|()| Renewed::default()),
    }
}
