//! Writes the folder of a new provider.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// Creates a folder that does not exist yet, with these files and the folders that they stand in.
///
/// # Errors
/// The folder exists, or a file could not be written; the new folder is then removed.
pub fn start<N: AsRef<str>>(folder: &Path, files: &[(N, Vec<u8>)]) -> Result<(), Error> {
    if folder.symlink_metadata().is_ok() {
        let help = "give another folder with --out, or write into this one with --force";
        return Err(Error::usage(format!("{} already exists", folder.display()), help));
    }
    let help = "check the path and its permissions";
    let create = |folder: &Path| fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error, help));
    create(folder.parent().unwrap_or(Path::new("")))?;
    // Not `create_dir_all`: fails if another run has created the folder meanwhile.
    fs::create_dir(folder).map_err(|error| Error::io("create", folder, error, help))?;
    let written = files.iter().try_for_each(|(name, bytes)| {
        let file = folder.join(name.as_ref());
        create(file.parent().unwrap_or(folder))?;
        fs::write(&file, bytes).map_err(|error| Error::io("write", &file, error, help))
    });
    if written.is_err() {
        // Report the first error, not that of the cleanup.
        let _ = fs::remove_dir_all(folder);
    }
    written
}
