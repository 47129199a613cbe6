//! One run at a time: two that write the same tree would take each other's new files away.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::Error;

/// Keeps other runs out of a tree as long as it lives; the system lets go of it if the run is killed.
pub(super) struct Lock {
    _held: File,
}

/// Where a folder cannot be locked itself, a file in it is.
const FILE: &str = ".provgen-lock";

/// A run that is about to end, or a process that inherited its files for an instant, is worth a moment.
const TRIES: usize = 20;

const PAUSE: Duration = Duration::from_millis(25);

impl Lock {
    /// Locks a root, which is made if it is missing.
    pub fn hold(root: &Path) -> Result<Self, Error> {
        let failed = |action, error| Error::io(action, root, error, "check the path and who may write there");
        fs::create_dir_all(root).map_err(|error| failed("create", error))?;
        let file = File::open(root).or_else(|_| File::create(root.join(FILE)));
        let file = file.map_err(|error| failed("write", error))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                // Some file systems have no locks; that is no reason not to write.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Lock { _held: file }),
            }
        }
        let message = format!("another run of provgen is writing to {}", root.display());
        Err(Error::usage(message, "wait until it has finished, then run the command again"))
    }
}
