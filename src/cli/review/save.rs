//! Writes decisions to the mapping at once.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::output::{self, Lock};
use crate::review::{Applied, Change, apply};

/// Puts decisions into the file as it is now. Returns how many were refused, because their row changed meanwhile.
///
/// # Errors
/// The mapping is gone, cannot be read or cannot be written.
pub fn save(config: &Path, file: &Path, changes: &[Change]) -> Result<usize, Error> {
    let _turn = Lock::turn(config)?;
    let help = "check that the mapping is still there, then run the command again; earlier decisions are written";
    let before = fs::read(file).map_err(|error| Error::io("read", file, error, help))?;
    let Applied { bytes, refused } = apply(&before, file, changes)?;
    if bytes != before {
        output::replace_read(file, Some(&before), &bytes)?;
    }
    Ok(refused)
}
