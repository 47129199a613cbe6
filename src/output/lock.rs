//! One run at a time: two that write the same tree would take each other's new files away.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use crate::error::Error;

/// Keeps other runs out of a tree as long as it lives; the system lets go of it if the run is killed.
pub(super) struct Lock {
    _held: File,
}

/// Where a folder cannot be locked itself, a file in it is.
const FILE: &str = ".provgen-lock";

impl Lock {
    /// Locks a root, which is made if it is missing.
    pub fn hold(root: &Path) -> Result<Self, Error> {
        let failed = |action, error| Error::io(action, root, error, "check the path and who may write there");
        fs::create_dir_all(root).map_err(|error| failed("create", error))?;
        let file = File::open(root).or_else(|_| File::create(root.join(FILE)));
        let file = file.map_err(|error| failed("write", error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _held: file }),
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run of provgen is writing to {}", root.display());
                Err(Error::usage(message, "wait until it has finished, then run the command again"))
            }
            // Some file systems have no locks; that is no reason not to write.
            Err(TryLockError::Error(_)) => Ok(Lock { _held: file }),
        }
    }
}
