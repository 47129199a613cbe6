//! Writes the folder of a provider once more, and loses nothing that somebody saved there.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::error::Error;

use super::lock::Lock;
use super::staged::replace_read;
use super::start::start;

/// What is added to the name of a file whose content is kept.
const OLD: &str = ".old";

/// More files of one name than anybody keeps.
const MAX_COPIES: usize = 1000;

const HELP: &str = "check the path and its permissions";

/// What became of the files that were there before.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Renewed {
    /// Files that changed, each with the new name of its old content.
    pub saved: Vec<(String, String)>,
    /// Files that are not among the new ones. They stay.
    pub kept: Vec<String>,
}

/// Writes files into a folder that may exist. Before a file changes, its old content is written beside it.
///
/// # Errors
/// A file could not be read or written, is behind a link that leads out, or somebody changed it meanwhile. Each file is
/// then old or new.
pub fn renew<N: AsRef<str>>(folder: &Path, files: &[(N, Vec<u8>)]) -> Result<Renewed, Error> {
    if folder.symlink_metadata().is_err() {
        return start(folder, files).map(|()| Renewed::default());
    }
    files.iter().try_for_each(|(name, _)| check(folder, &folder.join(name.as_ref())))?;
    let mut renewed = Renewed { kept: others(folder)?, ..Renewed::default() };
    renewed.kept.retain(|kept| files.iter().all(|(name, _)| name.as_ref() != kept));
    let _turn = Lock::turn(&folder.join("provgen.yaml"))?;
    for (name, bytes) in files {
        let saved = write(folder, name.as_ref(), bytes)?;
        renewed.saved.extend(saved.map(|old| (name.as_ref().to_owned(), old)));
    }
    Ok(renewed)
}

/// Refuses to write over a device or a pipe, which would be read without an end, and out of the folder.
fn check(folder: &Path, file: &Path) -> Result<(), Error> {
    let failed = |error| Error::io("write", file, error, HELP);
    if fs::metadata(file).is_ok_and(|found| !found.is_file()) {
        return Err(failed(io::Error::other("it is no file")));
    }
    let nearest = file.ancestors().find(|path| path.exists()).unwrap_or(folder);
    let real = nearest.canonicalize().map_err(failed)?;
    if real.starts_with(folder.canonicalize().map_err(failed)?) {
        return Ok(());
    }
    let message = format!("{} is behind a link that leads out of {}", file.display(), folder.display());
    Err(Error::usage(message, "nothing was written; remove the link, or give another folder with --out"))
}

/// Writes a file. Returns the name under which its old content is kept, if it had another.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<Option<String>, Error> {
    let file = folder.join(name);
    let within = file.parent().unwrap_or(folder);
    fs::create_dir_all(within).map_err(|error| Error::io("create", within, error, HELP))?;
    let before = match fs::read(&file) {
        Ok(before) if before == bytes => return Ok(None),
        Ok(before) => Some(before),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io("read", &file, error, HELP)),
    };
    let saved = before.as_deref().filter(|before| !before.is_empty());
    let saved = saved.map(|before| save(folder, name, before)).transpose()?;
    replace_read(&file, before.as_deref().filter(|before| !before.is_empty()), bytes)?;
    Ok(saved)
}

/// Writes old content beside its file, and never over another file. Returns its name.
fn save(folder: &Path, name: &str, before: &[u8]) -> Result<String, Error> {
    let names = (2..MAX_COPIES).map(|number| format!("{name}{OLD}-{number}"));
    for old in [format!("{name}{OLD}")].into_iter().chain(names) {
        let file = folder.join(&old);
        let written = File::create_new(&file).and_then(|mut created| created.write_all(before));
        match written {
            Ok(()) => return Ok(old),
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(Error::io("write", &file, error, HELP));
            }
            Err(_) if fs::read(&file).is_ok_and(|known| known == before) => return Ok(old),
            Err(_) => {}
        }
    }
    let full = io::Error::other("there are too many old files beside it");
    Err(Error::io("write", &folder.join(name), full, "remove some of the files that end in `.old`"))
}

/// Returns the files below a folder that are no old content, without following links.
fn others(folder: &Path) -> Result<Vec<String>, Error> {
    let (mut files, mut next) = (Vec::new(), vec![(folder.to_owned(), String::new())]);
    while let Some((path, within)) = next.pop() {
        let failed = |error| Error::io("read", &path, error, HELP);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            match entry.file_type().map_err(failed)?.is_dir() {
                true => next.push((entry.path(), format!("{name}/"))),
                false if is_old(&name) => {}
                false => files.push(name),
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_old(name: &str) -> bool {
    name.ends_with(OLD)
        || name.rsplit_once(&format!("{OLD}-")).is_some_and(|(_, number)| number.parse::<usize>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_saved_is_lost() {
        let root = tempfile::tempdir().expect("temporary folder");
        let folder = root.path().join("shop");
        let files =
            |text: &str| vec![("views/a.yaml".to_owned(), text.into()), ("provgen.yaml".to_owned(), b"b".to_vec())];
        assert_eq!(renew(&folder, &files("1")).expect("written"), Renewed::default());
        fs::write(folder.join("mine.md"), "mine").expect("write");
        let saved = |old: &str| vec![("views/a.yaml".to_owned(), old.to_owned())];
        let renewed = renew(&folder, &files("2")).expect("written");
        assert_eq!(renewed, Renewed { saved: saved("views/a.yaml.old"), kept: vec!["mine.md".to_owned()] });
        assert_eq!(renew(&folder, &files("3")).expect("written").saved, saved("views/a.yaml.old-2"));
        // What is kept already is not kept twice.
        fs::write(folder.join("views/a.yaml"), "1").expect("write");
        assert_eq!(renew(&folder, &files("4")).expect("written").saved, saved("views/a.yaml.old"));
        let text = |name: &str| fs::read_to_string(folder.join(name)).expect("read");
        assert_eq!(["views/a.yaml", "views/a.yaml.old", "views/a.yaml.old-2"].map(text), ["4", "1", "2"]);
    }

    #[test]
    #[cfg(unix)]
    fn nothing_is_written_behind_links_that_lead_out() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().expect("temporary folder");
        let (folder, outside) = (root.path().join("shop"), root.path().join("outside"));
        fs::create_dir_all(folder.join("own")).expect("folder");
        fs::create_dir(&outside).expect("folder");
        fs::write(outside.join("a.yaml"), "mine").expect("write");
        symlink("../outside", folder.join("views")).expect("link");
        symlink("../outside/a.yaml", folder.join("mapping.csv")).expect("link");
        symlink("/dev/zero", folder.join("endless")).expect("link");
        symlink("own", folder.join("inside")).expect("link");
        symlink("shop", root.path().join("link")).expect("link");
        for file in ["views/a.yaml", "views/new.yaml", "mapping.csv", "endless", "own"] {
            let files = [("first", b"1".to_vec()), (file, b"1".to_vec())];
            renew(&folder, &files).expect_err(file);
            assert!(!folder.join("first").exists(), "{file}");
        }
        assert_eq!(fs::read_to_string(outside.join("a.yaml")).expect("read"), "mine");
        assert_eq!(fs::read_dir(&outside).expect("read").count(), 1);
        renew(&root.path().join("link"), &[("inside/a", b"1".to_vec())]).expect("written");
        assert_eq!(fs::read_to_string(folder.join("own/a")).expect("read"), "1");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn names_that_are_no_text_are_told_as_well_as_they_can() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let root = tempfile::tempdir().expect("temporary folder");
        let within = root.path().join(OsStr::from_bytes(b"\xff"));
        fs::create_dir(&within).expect("folder");
        fs::write(within.join("a"), "a").expect("write");
        let renewed = renew(root.path(), &[("b", b"b".to_vec())]).expect("written");
        assert_eq!(renewed.kept, ["\u{fffd}/a"]);
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_an_error() {
        let root = tempfile::tempdir().expect("temporary folder");
        let file = root.path().join("shop");
        fs::write(&file, "text").expect("write");
        assert!(renew(&file, &[("provgen.yaml", b"b".to_vec())]).is_err());
        assert_eq!(fs::read_to_string(&file).expect("read"), "text");
    }
}
