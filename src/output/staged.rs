//! Replaces single files outside of trees: each is old or new at any moment.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::Error;

/// New content on the same disk as the file to replace.
pub struct Staged {
    /// The file as the user named it, for messages.
    named: PathBuf,
    /// The file itself, behind a link if it is one.
    place: PathBuf,
    temp: PathBuf,
    /// Removed on drop.
    _folder: TempDir,
}

impl Staged {
    /// Writes content to a temporary file beside `file`, with its permissions. Creates missing folders.
    ///
    /// # Errors
    /// The folder or the temporary file cannot be written.
    pub fn new(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let folder = folder_of(file);
        fs::create_dir_all(folder).map_err(|error| failed("create", folder, error))?;
        Staged::beside(file, file, bytes).map_err(|error| failed("write", file, error))
    }

    /// Like [`Staged::new`], but beside the target of a symbolic link, so that the link stays. The folder must exist.
    ///
    /// # Errors
    /// The folder does not exist, or cannot be written.
    pub fn behind_link(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let folder = folder_of(file);
        if !folder.is_dir() {
            let message = format!("cannot write {}: the folder {} does not exist", file.display(), folder.display());
            return Err(Error::usage(message, "create the folder, or give a file in an existing one"));
        }
        let place = match file.canonicalize() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(file.to_owned()),
            place => place,
        };
        place.and_then(|place| Staged::beside(&place, file, bytes)).map_err(|error| failed("write", file, error))
    }

    fn beside(place: &Path, named: &Path, bytes: &[u8]) -> io::Result<Self> {
        if is_device(place) {
            return Err(io::Error::other("it is a device or a pipe"));
        }
        let within = tempfile::Builder::new().prefix(".provgen-new-").tempdir_in(folder_of(place))?;
        let temp = within.path().join("new");
        fill(&temp, bytes, fs::metadata(place).ok().map(|found| found.permissions()))?;
        Ok(Staged { named: named.to_owned(), place: place.to_owned(), temp, _folder: within })
    }

    /// Moves the content over the file, if that still has what was read of it; `None` for a file that was missing.
    ///
    /// # Errors
    /// Somebody changed the file in the meantime, or it cannot be replaced.
    pub fn replace_read(self, before: Option<&[u8]>) -> Result<(), Error> {
        if is_as_read(&self.place, before).map_err(|error| failed("read", &self.named, error))? {
            return self.replace();
        }
        let message = format!("{} changed while provgen worked on it", self.named.display());
        Err(Error::usage(message, "nothing was written; run the command again"))
    }

    /// Moves the content over the file.
    ///
    /// # Errors
    /// The file cannot be replaced.
    pub fn replace(self) -> Result<(), Error> {
        fs::rename(&self.temp, &self.place).map_err(|error| failed("write", &self.named, error))
    }
}

/// Replaces the content of a file. A symbolic link stays: its target is replaced. Devices and pipes, such as
/// `/dev/stdout` or `>(jq)`, are written to.
///
/// # Errors
/// The file, or the temporary file beside it, cannot be written.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    if is_device(file) {
        let written = OpenOptions::new().write(true).open(file).and_then(|mut device| device.write_all(bytes));
        return written.map_err(|error| failed("write", file, error));
    }
    Staged::behind_link(file, bytes)?.replace()
}

/// Replaces the content of a file that was read before, so that nothing that somebody saved since is lost. Like
/// [`replace`] otherwise.
///
/// # Errors
/// As [`Staged::replace_read`] and [`replace`].
pub fn replace_read(file: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<(), Error> {
    if is_device(file) {
        return replace(file, bytes);
    }
    Staged::behind_link(file, bytes)?.replace_read(before)
}

fn is_as_read(place: &Path, before: Option<&[u8]>) -> io::Result<bool> {
    match (fs::metadata(place), before) {
        (Ok(found), Some(before)) => Ok(found.len() == before.len() as u64 && fs::read(place)? == before),
        (Ok(found), None) => Ok(found.len() == 0),
        (Err(error), before) if error.kind() == ErrorKind::NotFound => Ok(before.is_none()),
        (Err(error), _) => Err(error),
    }
}

/// Renaming a file over a device, which root may do, would redirect all later writes of other programs.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Syncs to disk before the rename, so that a crash leaves no empty file under the name.
fn fill(temp: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::create_new(temp)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> Error {
    Error::io(action, path, error, "check the disk and its permissions, then run the command again")
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
        assert!(replace(&folder.path().join("none/mapping.csv"), b"x").is_err());
        assert!(!folder.path().join("none").exists());
        Ok(())
    }

    #[test]
    fn only_a_document_that_is_fetched_brings_its_folder() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("specs/openapi.yaml");
        assert!(Staged::new(&file, b"one").and_then(Staged::replace).is_ok());
        assert_eq!(fs::read(&file)?, b"one");
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

    #[cfg(unix)]
    #[test]
    fn a_pipe_stays_one_and_takes_the_content() -> Result<(), Box<dyn std::error::Error>> {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let folder = tempfile::tempdir()?;
        let (pipe, link) = (folder.path().join("pipe"), folder.path().join("report.json"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
        symlink("pipe", &link)?;
        assert!(Staged::new(&pipe, b"one").is_err() && Staged::behind_link(&link, b"one").is_err());
        // Opened for reading and writing, so that opening does not block.
        let mut reader = OpenOptions::new().read(true).write(true).open(&pipe)?;
        assert!(replace(&link, b"two").is_ok());
        let mut found = [0; 3];
        io::Read::read_exact(&mut reader, &mut found)?;
        assert_eq!(&found, b"two");
        assert!(fs::metadata(&pipe)?.file_type().is_fifo() && fs::symlink_metadata(&link)?.is_symlink());
        Ok(())
    }
}
