//! The file for a fetched document.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::source;
use crate::text;

pub(super) struct Place {
    /// The path, for messages.
    pub file: PathBuf,
    megabytes: u64,
}

impl Place {
    /// The file that a configuration names; must be below its folder and no other input.
    pub fn of(config: &ConfigFile, megabytes: u64) -> Result<Self, Error> {
        let folder = config.path.parent().unwrap_or(Path::new(""));
        let named = config.config.source.file.as_deref().unwrap_or(Path::new(""));
        let refuse = |message: &str, help: &str| Err(Error::input(message, config.place("/source/file"), help));
        if !named.components().all(|step| matches!(step, Component::Normal(_) | Component::CurDir)) {
            return refuse(
                "a fetched document must be in the folder of provgen.yaml or below",
                "use a path such as openapi.yaml",
            );
        }
        let own = config.path.file_name().map(PathBuf::from).unwrap_or_default();
        let overlays = &config.config.source.overlays;
        if [&own, &config.config.mapping].into_iter().chain(overlays).any(|other| is_same(named, other)) {
            return refuse("the document would overwrite another input", "use a path such as openapi.yaml");
        }
        let mut file = folder.to_owned();
        for step in named.components().filter(|step| matches!(step, Component::Normal(_))) {
            if file != folder && file.is_symlink() {
                return refuse("a folder in this path is a symbolic link", "use a folder that is not a symbolic link");
            }
            file.push(step);
        }
        if file.symlink_metadata().is_ok_and(|found| !found.is_file()) {
            return refuse("this path is not a regular file", "move it away, or use another path");
        }
        Ok(Place { file, megabytes })
    }

    /// The SHA-256 and length of the existing file.
    pub fn content(&self) -> Result<Option<(String, usize)>, Error> {
        match source::read_configured(&self.file, self.megabytes, "check its permissions") {
            Ok(bytes) => Ok(Some((text::sha256(&bytes), bytes.len()))),
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether two paths name one file, also on case-insensitive file systems.
fn is_same(a: &Path, b: &Path) -> bool {
    let steps = |path: &Path| {
        let steps = path.components().filter(|step| *step != Component::CurDir);
        steps.map(|step| step.as_os_str().to_ascii_lowercase()).collect::<Vec<_>>()
    };
    steps(a) == steps(b)
}
