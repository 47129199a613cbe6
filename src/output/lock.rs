//! Locks a tree: two runs at once would remove each other's new files.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::Error;

/// Keeps other runs out of a tree until it is dropped or the process ends.
pub(super) struct Lock {
    _held: File,
}

/// The file to lock on systems that cannot lock a folder.
const FILE: &str = ".provgen-lock";

/// Another run may be about to end, and a child process may hold its files for an instant.
const TRIES: usize = 20;

const PAUSE: Duration = Duration::from_millis(25);

impl Lock {
    /// Locks a root, creating it if it is missing.
    pub fn hold(root: &Path) -> Result<Self, Error> {
        let failed = |action, error| Error::io(action, root, error, "check the path and its permissions");
        fs::create_dir_all(root).map_err(|error| failed("create", error))?;
        let file = File::open(root).or_else(|_| File::create(root.join(FILE)));
        let file = file.map_err(|error| failed("write", error))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                // Some file systems do not support locks; write anyway.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Lock { _held: file }),
            }
        }
        let message = format!("another run of provgen is writing to {}", root.display());
        Err(Error::usage(message, "wait until it finishes, then run the command again"))
    }
}
