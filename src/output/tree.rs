//! Reads a tree on disk and compares it with the products.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::error::Error;
use crate::place::Place;
use crate::render::Product;

use super::disk::{self, Entry};
use super::ledger::{Digest, Ledger, Repeats};
use super::path::{self, LEDGER, PENDING, TEMP};

/// All input of a plan or a check.
pub(super) struct Tree<'a> {
    pub root: &'a Path,
    pub has_temp: bool,
    pub has_pending: bool,
    pub ledger_on_disk: Option<Vec<u8>>,
    pub ledger: Ledger,
    pub pending: Ledger,
    /// Products by path.
    pub wanted: BTreeMap<&'a str, Wanted<'a>>,
    /// Files of the ledgers that are no longer produced, and what is on disk.
    pub stale: BTreeMap<String, Entry>,
    /// Stale files by path in lower case.
    twins: BTreeMap<String, String>,
}

/// A product and what is on disk at its path.
pub(super) struct Wanted<'a> {
    pub bytes: &'a [u8],
    pub digest: Digest,
    pub entry: Entry,
}

impl<'a> Tree<'a> {
    /// Reads the disk without changing it.
    pub fn read(root: &'a Path, products: &'a [Product]) -> Result<Self, Error> {
        refuse_flawed(root, products)?;
        disk::refuse_unless_folder(root)?;
        let has_temp = has_temp(root)?;
        let (ledger_on_disk, ledger) = read_ledger(root, LEDGER, Repeats::Refused)?;
        let (pending_on_disk, pending) = read_ledger(root, PENDING, Repeats::Allowed)?;
        let wanted = look_at_products(root, products)?;
        let known: BTreeSet<_> = ledger.paths().chain(pending.paths()).collect();
        let stale = look_at(root, known.into_iter().filter(|path| !wanted.contains_key(path)).collect())?;
        let has_pending = pending_on_disk.is_some();
        Ok(Tree { root, has_temp, has_pending, ledger_on_disk, ledger, pending, twins: twins(&stale), wanted, stale })
    }

    pub fn new_ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for (path, wanted) in &self.wanted {
            ledger.add(path, wanted.digest.clone());
        }
        ledger
    }

    /// The pending ledger: all files of the old and the new tree.
    pub fn new_pending(&self) -> Vec<u8> {
        let mut ledger = self.new_ledger();
        ledger.add_all(&self.ledger);
        ledger.add_all(&self.pending);
        ledger.to_bytes().unwrap_or_default()
    }

    /// The stale file whose path differs from this one in case only.
    pub fn stale_twin(&self, path: &str) -> Option<&str> {
        self.twins.get(&path.to_lowercase()).map(String::as_str)
    }

    /// Whether this run's predecessor or a killed run wrote these bytes at this path.
    pub fn wrote(&self, path: &str, digest: &Digest) -> bool {
        self.ledger.wrote(path, digest) || self.pending.wrote(path, digest)
    }
}

fn twins(stale: &BTreeMap<String, Entry>) -> BTreeMap<String, String> {
    let files = stale.iter().filter(|(_, entry)| matches!(entry, Entry::File(_)));
    files.map(|(path, _)| (path.to_lowercase(), path.clone())).collect()
}

fn refuse_flawed(root: &Path, products: &[Product]) -> Result<(), Error> {
    let flaw = products.iter().find_map(|product| {
        let flaw = path::flaw(&product.path)?;
        Some((product.path.as_str(), format!("`{}` cannot be written: {flaw}", product.path.escape_debug())))
    });
    match flaw.or_else(|| path::clash(products.iter().map(|product| product.path.as_str()))) {
        None => Ok(()),
        Some((path, message)) => Err(Error::input(
            message,
            Place::file(&root.join(path.trim_start_matches('/'))),
            "change a name in the mapping or the configuration; nothing was changed",
        )),
    }
}

fn has_temp(root: &Path) -> Result<bool, Error> {
    match disk::metadata(&root.join(TEMP))? {
        None => Ok(false),
        Some(found) if found.is_dir() => Ok(true),
        Some(found) => Err(not_ours(&root.join(TEMP), disk::kind(&found))),
    }
}

fn read_ledger(root: &Path, name: &str, repeats: Repeats) -> Result<(Option<Vec<u8>>, Ledger), Error> {
    let file = root.join(name);
    match disk::metadata(&file)? {
        None => Ok((None, Ledger::default())),
        Some(found) if found.is_file() => {
            let bytes = disk::read(&file)?;
            let ledger = Ledger::parse(&file, &bytes, repeats)?;
            Ok((Some(bytes), ledger))
        }
        Some(found) => Err(not_ours(&file, disk::kind(&found))),
    }
}

fn not_ours(path: &Path, kind: &str) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let message = format!("`{name}` is {kind}, but provgen keeps its records there");
    Error::input(message, Place::file(path), "move it away or delete it, then run the command again")
}

fn look_at_products<'a>(root: &Path, products: &'a [Product]) -> Result<BTreeMap<&'a str, Wanted<'a>>, Error> {
    let look = |product: &'a Product| {
        let entry = disk::look(root, &product.path)?;
        let wanted = Wanted { bytes: &product.bytes, digest: Digest::of(&product.bytes), entry };
        Ok((product.path.as_str(), wanted))
    };
    in_order(products.par_iter().map(look).collect())
}

fn look_at(root: &Path, paths: Vec<&str>) -> Result<BTreeMap<String, Entry>, Error> {
    in_order(paths.into_par_iter().map(|path| Ok((path.to_owned(), disk::look(root, path)?))).collect())
}

/// Takes a list, so that the first error in path order is returned.
fn in_order<K: Ord, V>(results: Vec<Result<(K, V), Error>>) -> Result<BTreeMap<K, V>, Error> {
    results.into_iter().collect()
}
