//! The folder of a new provider.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// Makes a folder that is not there yet, with these files in it, one after the other.
///
/// # Errors
/// There is something at its place, or a file could not be written; then the folder is gone again.
pub fn start(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Error> {
    if folder.symlink_metadata().is_ok() {
        let help = "remove it, or name another folder with --out";
        return Err(Error::usage(format!("{} is there already", folder.display()), help));
    }
    let help = "check the path and who may write there";
    let create = |folder: &Path| fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error, help));
    create(folder.parent().unwrap_or(Path::new("")))?;
    // Not the one above: what another run has made meanwhile is not ours to fill.
    fs::create_dir(folder).map_err(|error| Error::io("create", folder, error, help))?;
    let written = files.iter().try_for_each(|(name, bytes)| {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(|error| Error::io("write", &file, error, help))
    });
    if written.is_err() {
        // What stopped the run is worth reporting, not what stops the cleaning up after it.
        let _ = fs::remove_dir_all(folder);
    }
    written
}
