//! Obstacles to a write: files, folders and links that provgen did not create and will not remove.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;
use crate::place::Place;

use super::disk::Entry;
use super::tree::Tree;

/// The type of each obstacle, by path.
pub(super) type Obstacles = BTreeMap<String, &'static str>;

/// Finds links, folders in the place of files, and files in the place of folders.
pub(super) fn misfits(tree: &Tree) -> Obstacles {
    let mut found = Obstacles::new();
    for (path, wanted) in &tree.wanted {
        match &wanted.entry {
            Entry::Odd(kind) => found.insert((*path).to_owned(), kind),
            Entry::Beneath { folder, is_link: true } => found.insert(folder.clone(), "a symbolic link"),
            Entry::Beneath { folder, is_link: false } => {
                found.insert(folder.clone(), "a file where a folder should be")
            }
            Entry::Missing | Entry::File(_) => None,
        };
    }
    for entry in tree.stale.values() {
        if let Entry::Beneath { folder, is_link: true } = entry {
            found.insert(folder.clone(), "a symbolic link");
        }
    }
    found
}

/// Fails with one error that names all obstacles, if there are any.
pub(super) fn refuse(root: &Path, found: &Obstacles) -> Result<(), Error> {
    let Some(first) = found.keys().next() else { return Ok(()) };
    let list: Vec<_> = found.iter().map(|(path, kind)| format!("`{path}` ({kind})")).collect();
    let it = if found.len() == 1 { "it" } else { "each" };
    Err(Error::input(
        format!("provgen would have to replace what it did not write: {}", list.join(", ")),
        Place::file(&root.join(first)),
        format!("move {it} away or delete it, then run the command again; nothing was changed"),
    ))
}
