//! Compares the files of a work tree with a commit: their bytes as they are, without filters, and what is new.
//!
//! Files of another work tree within, such as that of a submodule, are those of another repository. Only the commit that
//! is recorded for it counts.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, BString, ByteSlice};
use gix::index::entry::{Flags, Mode, Stage, Stat, stat};
use gix::objs::tree::EntryKind;

use crate::error::Error;

use super::repository::{Entry, Repository, join};

/// A work tree beside the commit that it is compared with. Paths are relative to its root, with `/`.
pub struct WorkTree<'r> {
    repository: &'r Repository,
    /// The root folder of the commit; without one, all files are new.
    base: Option<Entry>,
    index: gix::worktree::Index,
    ignored: gix::AttributeStack<'r>,
}

/// What the index says about a file.
struct Tracked {
    entry: Entry,
    stat: Stat,
    is_merged: bool,
    /// A sparse checkout leaves it out.
    is_skipped: bool,
}

impl<'r> WorkTree<'r> {
    /// Reads the index.
    pub fn new(repository: &'r Repository, base: Option<Entry>) -> Result<Self, Error> {
        let index = repository.index()?;
        let ignored = repository.ignored(&index)?;
        Ok(WorkTree { repository, base, index, ignored })
    }

    /// Whether a file at or below a path differs from the commit, is new or is gone.
    pub fn differs(&mut self, path: &BStr) -> Result<bool, Error> {
        if let Some(module) = self.other_around(path) {
            return self.module_differs(module);
        }
        let mut base = self.base(path)?;
        for (path, tracked) in self.tracked(path)? {
            if self.has_changed(path.as_bstr(), &tracked, base.remove(&path))? {
                return Ok(true);
            }
        }
        Ok(!base.is_empty() || self.has_new(path)?)
    }

    /// The files at or below a path that the commit or the index has and the work tree lacks.
    pub fn gone(&self, path: &BStr) -> Result<Vec<BString>, Error> {
        let mut gone = self.known(path)?;
        gone.retain(|path| !self.file(path.as_bstr()).exists());
        Ok(gone)
    }

    /// The files at or below a path that the commit or the index has.
    pub fn known(&self, path: &BStr) -> Result<Vec<BString>, Error> {
        let tracked = self.tracked(path)?;
        let is_skipped = |path: &BString| tracked.get(path).is_some_and(|tracked| tracked.is_skipped);
        let base = self.base(path)?;
        Ok(base.keys().chain(tracked.keys()).filter(|it| !is_skipped(it)).cloned().collect())
    }

    fn base(&self, path: &BStr) -> Result<BTreeMap<BString, Entry>, Error> {
        let Some(base) = self.base else { return Ok(BTreeMap::new()) };
        let Some(entry) = self.repository.entry(base, path)? else { return Ok(BTreeMap::new()) };
        Ok(self.repository.files(path, entry)?.into_iter().collect())
    }

    fn tracked(&self, path: &BStr) -> Result<BTreeMap<BString, Tracked>, Error> {
        let mut all = BTreeMap::new();
        for entry in self.index.entry_by_path(path).into_iter().chain(self.tracked_below(path)) {
            let Some(mode) = entry.mode.to_tree_entry_mode() else { continue };
            let is_merged = entry.stage() == Stage::Unconflicted;
            let is_skipped = entry.flags.contains(Flags::SKIP_WORKTREE);
            // A sparse index has folders in place of all that they hold.
            let path = entry.path(&self.index).trim_end_with(|end| end == '/').as_bstr();
            for (path, within) in self.repository.files(path, Entry::new(entry.id, mode.kind()))? {
                all.insert(path, Tracked { entry: within, stat: entry.stat, is_merged, is_skipped });
            }
        }
        Ok(all)
    }

    fn tracked_below(&self, path: &BStr) -> &[gix::index::Entry] {
        let prefix = if path.is_empty() { path.to_owned() } else { join(path, "".into()) };
        self.index.prefixed_entries(prefix.as_bstr()).unwrap_or_default()
    }

    fn has_changed(&self, path: &BStr, tracked: &Tracked, before: Option<Entry>) -> Result<bool, Error> {
        let is_same = before == Some(tracked.entry);
        if !tracked.is_merged {
            return Ok(true);
        }
        if tracked.entry.kind == EntryKind::Commit {
            return Ok(!is_same);
        }
        let file = self.file(path);
        let about = match gix::index::fs::Metadata::from_path_no_follow(&file) {
            Err(error) if is_missing(&error) => {
                return Ok(if tracked.is_skipped { !is_same } else { before.is_some() });
            }
            about => about.map_err(|error| unreadable(&file, error))?,
        };
        if is_same && self.is_as_checked_out(&tracked.stat, &about) {
            return Ok(false);
        }
        Ok(match before {
            Some(before) => !self.holds(&file, before)?,
            None => true,
        })
    }

    /// Whether a file is as git left it, which spares reading it.
    fn is_as_checked_out(&self, then: &Stat, about: &gix::index::fs::Metadata) -> bool {
        let options = stat::Options::default();
        let is_old = !then.is_racy(self.index.timestamp(), options);
        is_old && Stat::from_fs(about).is_ok_and(|now| then.matches(&now, options))
    }

    /// Whether a file holds what an entry does.
    fn holds(&self, file: &Path, entry: Entry) -> Result<bool, Error> {
        let about = fs::symlink_metadata(file).map_err(|error| unreadable(file, error))?;
        match entry.kind {
            EntryKind::Link if about.is_symlink() => {
                let target = fs::read_link(file).map_err(|error| unreadable(file, error))?;
                let Some(target) = name(&target) else { return Ok(false) };
                let mut hasher = self.repository.hasher(target.len() as u64);
                hasher.update(&target);
                Ok(hasher.try_finalize().is_ok_and(|id| id == entry.id))
            }
            EntryKind::Blob if about.is_file() => self.holds_text(file, &about, entry),
            _ => Ok(false),
        }
    }

    /// Whether a file has the bytes of a blob, or has them but for CRLF in place of LF.
    fn holds_text(&self, file: &Path, about: &Metadata, blob: Entry) -> Result<bool, Error> {
        let wanted = self.repository.size(blob.id)?;
        let size = about.len();
        if wanted.is_some_and(|wanted| size < wanted || size > wanted.saturating_mul(2)) {
            return Ok(false);
        }
        let mut hasher = self.repository.hasher(size);
        let mut length = 0;
        read(file, |bytes, text| {
            hasher.update(bytes);
            length += text.len() as u64;
        })?;
        if hasher.try_finalize().is_ok_and(|id| id == blob.id) {
            return Ok(true);
        }
        if length == size || wanted.is_some_and(|wanted| wanted != length) {
            return Ok(false);
        }
        let mut hasher = self.repository.hasher(length);
        read(file, |_, text| hasher.update(text))?;
        Ok(hasher.try_finalize().is_ok_and(|id| id == blob.id))
    }

    /// Whether there is a file at or below a path that git neither tracks nor ignores.
    fn has_new(&mut self, path: &BStr) -> Result<bool, Error> {
        let mut left = vec![path.to_owned()];
        while let Some(path) = left.pop() {
            let file = self.file(path.as_bstr());
            let kind = match fs::symlink_metadata(&file) {
                Err(error) if is_missing(&error) => continue,
                about => about.map_err(|error| unreadable(&file, error))?.file_type(),
            };
            if kind.is_dir() {
                if path.is_empty() || !self.is_left_out(path.as_bstr())? {
                    left.extend(names(&file)?.iter().map(|name| join(path.as_bstr(), name.as_bstr())));
                }
            } else if (kind.is_file() || kind.is_symlink())
                && self.index.entry_by_path(path.as_bstr()).is_none()
                && !self.is_ignored(path.as_bstr(), Mode::FILE)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether nothing in a folder can be new.
    fn is_left_out(&mut self, folder: &BStr) -> Result<bool, Error> {
        Ok(self.is_of_another(folder) || self.is_ignored(folder, Mode::DIR)?)
    }

    fn is_ignored(&mut self, path: &BStr, mode: Mode) -> Result<bool, Error> {
        let ignored = self.ignored.at_entry(path, Some(mode)).map_err(|error| self.repository.unreadable(&error))?;
        Ok(ignored.is_excluded())
    }

    /// The outermost folder, from that of a path upward, that is of another repository.
    fn other_around<'p>(&self, path: &'p BStr) -> Option<&'p BStr> {
        let ends = path.find_iter("/").chain([path.len()]).filter(|end| *end > 0);
        ends.filter_map(|end| path.get(..end)).map(ByteSlice::as_bstr).find(|folder| self.is_of_another(folder))
    }

    fn is_of_another(&self, folder: &BStr) -> bool {
        let has_own = || self.file(folder).join(".git").symlink_metadata().is_ok();
        self.is_module(folder) || (has_own() && self.tracked_below(folder).is_empty())
    }

    fn is_module(&self, folder: &BStr) -> bool {
        self.index.entry_by_path(folder).is_some_and(|entry| entry.mode == Mode::COMMIT)
    }

    /// Whether another commit is recorded for a folder of another repository. For one that is not tracked there is none.
    fn module_differs(&self, folder: &BStr) -> Result<bool, Error> {
        let tracked = self.tracked(folder)?;
        let Some(now) = tracked.get(folder) else { return Ok(false) };
        let before = self.base(folder)?.remove(folder);
        self.has_changed(folder, now, before)
    }

    fn file(&self, path: &BStr) -> PathBuf {
        self.repository.root().join(gix::path::from_bstr(path).unwrap_or_default())
    }
}

/// A path as git writes it; `None` if git cannot.
pub fn name(path: &Path) -> Option<BString> {
    let name = gix::path::into_bstr(path).ok()?;
    Some(gix::path::to_unix_separators_on_windows(name).into_owned())
}

/// What a folder of the work tree holds.
fn names(folder: &Path) -> Result<Vec<BString>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        names.extend(name(Path::new(&entry.file_name())).filter(|name| name != ".git"));
    }
    Ok(names)
}

/// Hands on the bytes of a file, part by part, each also with LF in place of CRLF.
fn read(file: &Path, mut hand_on: impl FnMut(&[u8], &[u8])) -> Result<(), Error> {
    let mut input = BufReader::with_capacity(1 << 16, File::open(file).map_err(|error| unreadable(file, error))?);
    let mut ends_in_return = false;
    loop {
        let bytes = input.fill_buf().map_err(|error| unreadable(file, error))?;
        let length = bytes.len();
        if length == 0 {
            hand_on(&[], if ends_in_return { b"\r" } else { b"" });
            return Ok(());
        }
        if ends_in_return || bytes.contains(&b'\r') {
            hand_on(bytes, &with_line_feeds(bytes, &mut ends_in_return));
        } else {
            hand_on(bytes, bytes);
        }
        input.consume(length);
    }
}

/// Replaces CRLF by LF. What follows a CR at the end decides about it, which is why it waits for the next part.
fn with_line_feeds(bytes: &[u8], ends_in_return: &mut bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() + 1);
    for byte in bytes {
        if *ends_in_return && *byte != b'\n' {
            text.push(b'\r');
        }
        *ends_in_return = *byte == b'\r';
        if !*ends_in_return {
            text.push(*byte);
        }
    }
    text
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn unreadable(file: &Path, error: io::Error) -> Error {
    Error::io("read", file, error, "check its permissions, or run without --changed-since")
}
