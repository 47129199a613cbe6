//! Locks a folder: two runs at once would remove each other's new files, or lose what the other one wrote.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::Error;

/// Keeps other runs out of a folder until it is dropped or the process ends.
pub struct Lock {
    _held: File,
}

/// The file to lock on systems that cannot lock a folder.
const FILE: &str = ".provgen-lock";

/// Another run may be about to end, and a child process may hold its files for an instant.
const TRIES: usize = 20;

/// A run that changes a single file waits for others: they are done with it in no time.
const PATIENT_TRIES: usize = 1200;

const PAUSE: Duration = Duration::from_millis(25);

impl Lock {
    /// Locks a root, creating it if it is missing.
    pub fn hold(root: &Path) -> Result<Self, Error> {
        let failed = |action, error| Error::io(action, root, error, "check the path and its permissions");
        fs::create_dir_all(root).map_err(|error| failed("create", error))?;
        let file = File::open(root).or_else(|_| File::create(root.join(FILE)));
        let file = file.map_err(|error| failed("write", error))?;
        Lock::of(file, root, TRIES)
    }

    /// Waits until no other run changes a file in the folder of this one. Nothing where the system cannot lock a folder.
    ///
    /// # Errors
    /// Another run does not end.
    pub fn turn(file: &Path) -> Result<Option<Self>, Error> {
        let folder = super::staged::folder_of(file);
        File::open(folder).ok().map(|held| Lock::of(held, folder, PATIENT_TRIES)).transpose()
    }

    fn of(file: File, folder: &Path, tries: usize) -> Result<Self, Error> {
        for _ in 0..tries {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                // Some file systems do not support locks; write anyway.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Lock { _held: file }),
            }
        }
        let message = format!("another run of provgen is writing to {}", folder.display());
        Err(Error::usage(message, "wait until it finishes, then run the command again"))
    }
}
