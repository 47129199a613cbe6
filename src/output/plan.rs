//! Plans all steps of a write before the first one runs.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::error::Error;

use super::disk::{self, Entry};
use super::obstacle;
use super::path::{self, LEDGER, PENDING, TEMP};
use super::step::Step;
use super::tree::{Tree, Wanted};

/// The result of a write. Paths are relative to the root and sorted, without the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Created or replaced.
    pub written: Vec<String>,
    /// No longer produced and removed.
    pub removed: Vec<String>,
    /// Files of `written` that were edited by hand: the edits are lost.
    pub overwritten_edits: Vec<String>,
    /// No longer produced, but edited by hand: they stay, and provgen no longer owns them.
    pub kept_edits: Vec<String>,
    /// Not written by provgen, but identical to the product: provgen now owns them.
    pub adopted: Vec<String>,
    /// How many products were already up to date.
    pub unchanged: usize,
}

pub(super) struct Plan<'a> {
    pub steps: Vec<Step<'a>>,
    pub written: Written,
}

enum Fate {
    Keep,
    Adopt,
    Write,
    OverwriteEdit,
    Refuse,
}

impl<'a> Plan<'a> {
    /// Decides on every path; fails with the list of obstacles if there are any.
    pub fn new(tree: &Tree<'a>) -> Result<Self, Error> {
        let mut written = Written::default();
        let mut obstacles = obstacle::misfits(tree);
        for (path, wanted) in &tree.wanted {
            let path = (*path).to_owned();
            match fate(tree, &path, wanted) {
                Fate::Keep => written.unchanged += 1,
                Fate::Adopt => written.adopted.push(path),
                Fate::Write => written.written.push(path),
                Fate::OverwriteEdit => {
                    written.overwritten_edits.push(path.clone());
                    written.written.push(path);
                }
                Fate::Refuse => {
                    obstacles.insert(path, "a file");
                }
            }
        }
        obstacle::refuse(tree.root, &obstacles)?;
        sort_stale(tree, &mut written);
        Ok(Plan { steps: steps(tree, &written)?, written })
    }
}

fn fate(tree: &Tree, path: &str, wanted: &Wanted) -> Fate {
    let Entry::File(found) = &wanted.entry else { return Fate::Write };
    let twin = tree.stale_twin(path);
    let is_ours = tree.wrote(path, found) || twin.is_some_and(|twin| tree.wrote(twin, found));
    let is_listed = tree.ledger.lists(path);
    match *found == wanted.digest {
        // On a case-insensitive file system the twin is this file, and about to be removed.
        true if twin.is_some() => Fate::Write,
        true if is_ours || is_listed => Fate::Keep,
        true => Fate::Adopt,
        false if is_ours => Fate::Write,
        false if is_listed => Fate::OverwriteEdit,
        false => Fate::Refuse,
    }
}

/// A file that only the pending ledger lists is provgen's only if the killed run wrote it.
fn sort_stale(tree: &Tree, written: &mut Written) {
    for (path, entry) in &tree.stale {
        match entry {
            Entry::File(found) if tree.wrote(path, found) => written.removed.push(path.clone()),
            Entry::File(_) | Entry::Odd(_) if tree.ledger.lists(path) => written.kept_edits.push(path.clone()),
            _ => {}
        }
    }
}

/// The changes, and the cleanup after this run and a killed one.
fn steps<'a>(tree: &Tree<'a>, written: &Written) -> Result<Vec<Step<'a>>, Error> {
    let temp = tree.root.join(TEMP);
    let changes = changes(tree, written)?;
    let has_changes = !changes.is_empty();
    let mut steps = Vec::new();
    if tree.has_temp {
        steps.push(Step::RemoveTemp(temp.clone()));
    }
    steps.extend(changes);
    if has_changes || tree.has_pending {
        steps.push(Step::RemoveFile(tree.root.join(PENDING)));
    }
    if has_changes {
        steps.push(Step::RemoveTemp(temp));
    }
    Ok(steps)
}

/// The changes in an order that may break off anywhere: first come the complete new files and the pending ledger, last
/// the ledger. Files are removed before others are written, because on a case-insensitive file system removal could hit
/// a new file.
fn changes<'a>(tree: &Tree<'a>, written: &Written) -> Result<Vec<Step<'a>>, Error> {
    let ledger = tree.new_ledger().to_bytes();
    let old_folders = old_folders(tree)?;
    let is_ledger_old = ledger != tree.ledger_on_disk;
    if !is_ledger_old && old_folders.is_empty() && written.written.is_empty() && written.removed.is_empty() {
        return Ok(Vec::new());
    }
    let in_root = |path: &str| tree.root.join(path);
    let loses_ledger = is_ledger_old && ledger.is_none();
    let (fills, mut moves) = incoming(tree, written, ledger.filter(|_| is_ledger_old));
    let mut steps = vec![Step::CreateFolder(tree.root.to_owned()), Step::CreateFolder(in_root(TEMP))];
    steps.extend(fills);
    steps.extend(moves.next());
    steps.extend(written.removed.iter().map(|path| Step::RemoveFile(in_root(path))));
    steps.extend(old_folders.into_iter().map(Step::RemoveEmptyFolder));
    steps.extend(new_folders(written).into_iter().map(|folder| Step::CreateFolder(in_root(folder))));
    steps.extend(moves);
    steps.extend(loses_ledger.then(|| Step::RemoveFile(in_root(LEDGER))));
    Ok(steps)
}

/// A step that fills each new file and one that moves it into place: pending ledger first, ledger last.
fn incoming<'a>(
    tree: &Tree<'a>,
    written: &Written,
    new_ledger: Option<Vec<u8>>,
) -> (Vec<Step<'a>>, impl Iterator<Item = Step<'a>>) {
    let pending = Some((PENDING, Cow::Owned(tree.new_pending())));
    let products = written.written.iter().filter_map(|path| tree.wanted.get_key_value(path.as_str()));
    let products = products.map(|(path, wanted)| (*path, Cow::Borrowed(wanted.bytes)));
    let ledger = new_ledger.map(|bytes| (LEDGER, Cow::Owned(bytes)));
    let (mut fills, mut moves) = (Vec::new(), Vec::new());
    for (number, (path, bytes)) in pending.into_iter().chain(products).chain(ledger).enumerate() {
        let temp = tree.root.join(TEMP).join(number.to_string());
        let place = tree.root.join(path);
        fills.push(Step::Fill { temp: temp.clone(), place: place.clone(), bytes });
        moves.push(Step::Move { temp, place });
    }
    (fills, moves.into_iter())
}

/// Folders of files that are no longer produced, innermost first; those that are not empty will stay. Includes folders
/// of missing files, as a killed run may have stopped between removing the file and its folder.
fn old_folders(tree: &Tree) -> Result<Vec<PathBuf>, Error> {
    let known: BTreeSet<_> = tree.stale.keys().flat_map(|path| path::folders(path)).collect();
    let mut folders = Vec::new();
    for folder in known.into_iter().rev() {
        let folder = tree.root.join(folder);
        if disk::metadata(&folder)?.is_some_and(|found| found.is_dir()) {
            folders.push(folder);
        }
    }
    Ok(folders)
}

/// Folders of all files to be written, outermost first.
fn new_folders(written: &Written) -> BTreeSet<&str> {
    written.written.iter().flat_map(|path| path::folders(path)).collect()
}
