//! Single files outside of any tree, which provgen replaces: each is old or new, and never in between.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::Error;

/// New content on the same disk as the file that it will replace.
pub struct Staged {
    file: PathBuf,
    temp: PathBuf,
    /// Goes with the value.
    _folder: TempDir,
}

impl Staged {
    /// Writes the content beside the file, with the permissions of the file.
    ///
    /// # Errors
    /// The folder cannot be made, or nothing be written there.
    pub fn new(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| failed("create", folder, error))?;
        let stage = || {
            let within = tempfile::Builder::new().prefix(".provgen-new-").tempdir_in(folder)?;
            let temp = within.path().join("new");
            fill(&temp, bytes, fs::metadata(file).ok().map(|found| found.permissions()))?;
            Ok((within, temp))
        };
        let (within, temp) = stage().map_err(|error| failed("write", file, error))?;
        Ok(Staged { file: file.to_owned(), temp, _folder: within })
    }

    /// Puts the content in the place of the file.
    ///
    /// # Errors
    /// The file cannot be replaced.
    pub fn replace(self) -> Result<(), Error> {
        fs::rename(&self.temp, &self.file).map_err(|error| failed("write", &self.file, error))
    }
}

/// Puts new content into the place of a file. A symbolic link stays one: the file that it leads to is replaced.
///
/// # Errors
/// The file, or the one beside it that holds the content for a moment, cannot be written.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let place = match file.canonicalize() {
        Ok(place) => place,
        Err(error) if error.kind() == ErrorKind::NotFound => file.to_owned(),
        Err(error) => return Err(failed("write", file, error)),
    };
    Staged::new(&place, bytes)?.replace()
}

/// On the disk before it gets its name: a crash leaves no empty file under the name.
fn fill(temp: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::create_new(temp)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> Error {
    Error::io(action, path, error, "check the disk and who may write there, then run the command again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("mapping.csv");
        assert!(replace(&file, b"one").is_ok() && replace(&file, b"two").is_ok());
        assert_eq!(fs::read(&file)?, b"two");
        assert_eq!(fs::read_dir(&folder)?.count(), 1);
        assert!(replace(&file.join("mapping.csv"), b"x").is_err());
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir()?;
        let (file, link) = (folder.path().join("real.csv"), folder.path().join("mapping.csv"));
        fs::write(&file, "old")?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640))?;
        symlink("real.csv", &link)?;
        assert!(replace(&link, b"new").is_ok());
        assert!(fs::symlink_metadata(&link)?.is_symlink());
        assert_eq!(fs::read(&file)?, b"new");
        assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o640);
        Ok(())
    }
}
