//! Checks whether a tree is up to date.

use std::path::Path;

use rayon::prelude::*;

use crate::error::Error;
use crate::render::Product;

use super::disk::{self, Entry};
use super::path::{LEDGER, PENDING, TEMP};
use super::tree::Tree;
use super::{diff, obstacle};

/// How a tree on disk differs from the products. Includes the ledger. Paths are relative to the root and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staleness {
    /// On disk with different bytes.
    pub changed: Vec<FileDiff>,
    /// Not on disk.
    pub missing: Vec<String>,
    /// Owned by provgen, on disk, and no longer produced.
    pub extra: Vec<String>,
}

/// A file with different bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDiff {
    /// Relative to the root.
    pub path: String,
    /// A unified diff from the disk to the product, ending in a line break. Long diffs are truncated and say so; binary
    /// and very large files have none, only the sizes.
    pub diff: String,
}

impl Staleness {
    /// Whether a write would change nothing.
    pub fn is_fresh(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Compares the tree under `root` with all its `products`, without changing it.
///
/// # Errors
///
/// `Error::Input`: an invalid ledger, a link or a folder in the place of a file, products with colliding paths.
/// `Error::Io`: a file or folder could not be read.
pub fn check(root: &Path, products: &[Product]) -> Result<Staleness, Error> {
    let tree = Tree::read(root, products)?;
    obstacle::refuse(root, &obstacle::misfits(&tree))?;
    let ledger = tree.new_ledger().to_bytes();
    let changed = changed(&tree, ledger.as_deref())?;
    let missing = missing(&tree, ledger.is_some());
    Ok(Staleness { changed, missing, extra: extra(&tree, ledger.is_some()) })
}

fn changed(tree: &Tree, ledger: Option<&[u8]>) -> Result<Vec<FileDiff>, Error> {
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    for (path, wanted) in &tree.wanted {
        if matches!(&wanted.entry, Entry::File(found) if *found != wanted.digest) {
            files.push((path, wanted.bytes));
        }
    }
    if let (Some(old), Some(new)) = (tree.ledger_on_disk.as_deref(), ledger)
        && old != new
    {
        files.push((LEDGER, new));
    }
    files.sort_unstable();
    // Collected into a list first, so that the first error in path order is returned.
    let diffs: Vec<_> = files.into_par_iter().map(|(path, fresh)| compare(tree.root, path, fresh)).collect();
    diffs.into_iter().collect()
}

fn compare(root: &Path, path: &str, fresh: &[u8]) -> Result<FileDiff, Error> {
    let file = root.join(path);
    let found = disk::read(&file)?;
    Ok(FileDiff { path: path.to_owned(), diff: diff::unified(&file.display().to_string(), &found, fresh) })
}

fn missing(tree: &Tree, has_ledger: bool) -> Vec<String> {
    let products = tree.wanted.iter().filter(|(_, wanted)| wanted.entry == Entry::Missing).map(|(path, _)| *path);
    let ledger = (has_ledger && tree.ledger_on_disk.is_none()).then_some(LEDGER);
    sorted(products.chain(ledger))
}

fn extra(tree: &Tree, has_ledger: bool) -> Vec<String> {
    let stale = tree.stale.iter().filter(|(path, entry)| match entry {
        Entry::File(found) => tree.ledger.lists(path) || tree.pending.wrote(path, found),
        Entry::Odd(_) => tree.ledger.lists(path),
        Entry::Missing | Entry::Beneath { .. } => false,
    });
    let ledger = (!has_ledger && tree.ledger_on_disk.is_some()).then_some(LEDGER);
    let pending = tree.has_pending.then_some(PENDING);
    let temp = tree.has_temp.then_some(TEMP);
    sorted(stale.map(|(path, _)| path.as_str()).chain(ledger).chain(pending).chain(temp))
}

fn sorted<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut paths: Vec<_> = paths.map(str::to_owned).collect();
    paths.sort_unstable();
    paths
}
