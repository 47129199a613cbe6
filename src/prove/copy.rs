//! A copy of a provider in a folder of its own, as a registry has it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::engine::predict::Documents;
use crate::error::Error;
use crate::registry::{Folder, PROVIDER};
use crate::tree::{Node, yaml_writer};

const HELP: &str = "check that the folder of temporary files can be written";

/// Copies the files of a published provider below a folder, byte for byte.
///
/// # Errors
/// A file that cannot be read or written.
pub fn copy(published: &Folder, folder: &Path) -> Result<(), Error> {
    let root = folder.join("src").join(&published.provider).join(&published.version);
    for file in &published.files {
        let from = published.path.join(file);
        let bytes = fs::read(&from).map_err(|error| Error::io("read", &from, error, HELP))?;
        save(&root.join(file), &bytes)?;
    }
    Ok(())
}

/// Writes documents below a folder.
///
/// # Errors
/// A file that cannot be written; a reference that leads out of the folder.
pub fn write(documents: &Documents, version: &str, folder: &Path) -> Result<(), Error> {
    let name = documents.provider.text("name").unwrap_or_default();
    let root = folder.join("src");
    let text = |tree: &Node| yaml_writer::document(tree).into_bytes();
    save(&root.join(inside(name)?).join(inside(version)?).join(PROVIDER), &text(&documents.provider))?;
    for (key, entry) in documents.provider.entries("providerServices") {
        let reference = entry.get("service").and_then(Node::reference).unwrap_or_default();
        let Some(tree) = documents.services.get(&**key) else { continue };
        save(&root.join(inside(reference)?), &text(tree))?;
    }
    Ok(())
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Error::io("create", parent, error, HELP))?;
    fs::write(path, bytes).map_err(|error| Error::io("write", path, error, HELP))
}

/// A path that stays in its folder.
fn inside(reference: &str) -> Result<PathBuf, Error> {
    let path = PathBuf::from(reference);
    if !reference.is_empty() && path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Ok(path);
    }
    let message = format!("`{reference}` leads out of its registry");
    Err(Error::usage(message, "write the reference of a service as `PROVIDER/VERSION/services/FILE`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        for reference in ["../a.yaml", "/a.yaml", "a/../../b", ""] {
            assert!(inside(reference).is_err(), "{reference}");
        }
        assert_eq!(inside("p/v1/services/a.yaml").ok(), Some(PathBuf::from("p/v1/services/a.yaml")));
    }
}
