//! Opens the git repository around a folder and reads its objects, without the git command: whatever a repository says,
//! nothing is run, nothing is fetched and nothing is written.
//!
//! A file called `.git`, as worktrees and submodules have it, is followed, and so are alternates: objects that lie
//! elsewhere are read and parsed like those of the repository, which needs no trust in them.

use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::objs::tree::EntryKind;
use gix::open::{Options, Permissions};
use gix::sec::{Permission, Trust};

use crate::error::Error;

/// Larger objects are not read.
pub const MAX_BYTES: u64 = 256 << 20;

/// What reading one object may take: it may be a delta, which needs its base and the instructions as well.
const MAX_MEMORY: u64 = 4 * MAX_BYTES;

/// What the names below one folder may take: a few small trees that name each other can hold any number of files.
const MAX_NAMES: usize = 128 << 20;

/// A repository whose work tree holds a folder.
pub struct Repository {
    git: gix::Repository,
    root: PathBuf,
}

/// What a tree or the index says about a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub id: ObjectId,
    /// Of files, whether they are executable or not, it is `Blob`.
    pub kind: EntryKind,
}

impl Entry {
    pub fn new(id: ObjectId, kind: EntryKind) -> Self {
        let is_executable = kind == EntryKind::BlobExecutable;
        Entry { id, kind: if is_executable { EntryKind::Blob } else { kind } }
    }
}

impl Repository {
    /// Opens the repository of the nearest folder, from a canonical one upward, that has an entry called `.git`. None is
    /// found by its contents, as a bare one is: a commit can hold those.
    pub fn around(folder: &Path) -> Result<Option<Self>, Error> {
        let is_root = |above: &&Path| above.join(".git").symlink_metadata().is_ok();
        let Some(root) = folder.ancestors().find(is_root) else { return Ok(None) };
        let opened = options().open(root.join(".git")).and_then(|opened| {
            let mut git = opened.to_thread_local();
            // The configuration of the repository may name another one.
            git.set_workdir(root.to_owned())?;
            heed_upstreams(&mut git)?;
            Ok(git)
        });
        let git = opened.map_err(|error| unreadable(root, &error))?;
        Ok(Some(Repository { git, root: root.to_owned() }))
    }

    /// The folder of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The commit that a name or an expression leads to.
    pub fn commit(&self, reference: &str) -> Option<ObjectId> {
        let wanted = format!("{reference}^{{commit}}");
        self.git.rev_parse_single(wanted.as_str()).ok().map(gix::Id::detach)
    }

    /// The names of branches and tags.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let references = self.git.references().map_err(|error| self.unreadable(&error))?;
        let all = references.all().map_err(|error| self.unreadable(&error))?;
        Ok(all.flatten().map(|reference| reference.name().shorten().to_string()).collect())
    }

    /// The best common ancestor of two commits; `None` if they share none, as in a shallow clone.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Error> {
        let base = self.git.merge_base(one, other).map_err(|error| self.unreadable(&error))?;
        Ok(base.map(gix::Id::detach))
    }

    /// The root folder of a commit.
    pub fn tree(&self, commit: ObjectId) -> Result<Entry, Error> {
        let commit = self.object(commit)?.try_into_commit().map_err(|error| self.unreadable(&error))?;
        let tree = commit.tree_id().map_err(|error| self.unreadable(&error))?;
        Ok(Entry::new(tree.detach(), EntryKind::Tree))
    }

    /// What a folder holds, by name.
    pub fn entries(&self, folder: Entry) -> Result<Vec<(BString, Entry)>, Error> {
        let tree = self.object(folder.id)?.try_into_tree().map_err(|error| self.unreadable(&error))?;
        let entries = tree.iter().map(|entry| {
            let entry = entry.map_err(|error| self.unreadable(&error))?;
            Ok((entry.filename().to_owned(), Entry::new(entry.object_id(), entry.mode().kind())))
        });
        entries.collect()
    }

    /// What a folder holds at a path below it; the folder itself at the empty path.
    pub fn entry(&self, folder: Entry, path: &BStr) -> Result<Option<Entry>, Error> {
        let mut found = folder;
        for wanted in path.split_str("/").filter(|name| !name.is_empty()) {
            if found.kind != EntryKind::Tree {
                return Ok(None);
            }
            match self.entries(found)?.into_iter().find(|(name, _)| *name == wanted) {
                Some((_, entry)) => found = entry,
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    }

    /// All that is no folder at or below an entry whose path is given.
    pub fn files(&self, path: &BStr, entry: Entry) -> Result<Vec<(BString, Entry)>, Error> {
        let mut files = Vec::new();
        let mut left = vec![(path.to_owned(), entry)];
        let mut taken = 0;
        while let Some((path, entry)) = left.pop() {
            if entry.kind != EntryKind::Tree {
                files.push((path, entry));
                continue;
            }
            for (name, entry) in self.entries(entry)? {
                let path = join(path.as_bstr(), name.as_bstr());
                taken += path.len() + size_of::<(BString, Entry)>();
                left.push((path, entry));
            }
            if taken > MAX_NAMES {
                return Err(Error::usage(format!("`{path}` of a commit holds too many files"), "give a folder in it"));
            }
        }
        Ok(files)
    }

    /// The size of a blob without its content; `None` if this clone lacks it.
    pub fn size(&self, id: ObjectId) -> Result<Option<u64>, Error> {
        let header = self.git.try_find_header(id).map_err(|error| self.unreadable(&error))?;
        Ok(header.map(|header| header.size()))
    }

    /// The content of a blob; `None` if it is too large.
    pub fn blob(&self, id: ObjectId) -> Result<Option<Vec<u8>>, Error> {
        match self.size(id)? {
            Some(size) if size > MAX_BYTES => Ok(None),
            _ => Ok(Some(self.object(id)?.detach().data)),
        }
    }

    /// The index; an empty one if there is none.
    pub fn index(&self) -> Result<gix::worktree::Index, Error> {
        self.git.index_or_empty().map_err(|error| self.unreadable(&error))
    }

    /// Tells which paths git ignores.
    pub fn ignored(&self, index: &gix::index::State) -> Result<gix::AttributeStack<'_>, Error> {
        let source = gix::worktree::stack::state::ignore::Source::WorktreeThenIdMappingIfNotSkipped;
        self.git.excludes(index, None, source).map_err(|error| self.unreadable(&error))
    }

    /// The hash of a blob of which size and content are given.
    pub fn hasher(&self, size: u64) -> gix::hash::Hasher {
        let mut hasher = gix::hash::hasher(self.git.object_hash());
        hasher.update(&gix::objs::encode::loose_header(gix::objs::Kind::Blob, size));
        hasher
    }

    /// An error for a repository that cannot be read.
    pub fn unreadable(&self, why: &dyn std::fmt::Display) -> Error {
        unreadable(&self.root, why)
    }

    /// Any object of a reasonable size.
    fn object(&self, id: ObjectId) -> Result<gix::Object<'_>, Error> {
        match self.size(id)? {
            Some(size) if size <= MAX_BYTES => self.git.find_object(id).map_err(|error| self.unreadable(&error)),
            Some(size) => Err(self.unreadable(&format!("the object {id} has {size} bytes"))),
            None => {
                let message = format!("the clone at {} lacks the object {id}", self.root.display());
                Err(Error::usage(message, "fetch what is missing: git fetch --refetch --no-filter"))
            }
        }
    }
}

/// Of settings, only those of the user count for anything that can be chosen, such as `core.excludesFile`.
fn options() -> Options {
    let mut permissions = Permissions::isolated();
    permissions.env.home = Permission::Allow;
    permissions.env.xdg_config_home = Permission::Allow;
    permissions.config.git = true;
    permissions.config.user = true;
    // A commit graph repeats what commits say, and may say otherwise.
    let settings = ["core.commitGraph=false".to_owned(), format!("gitoxide.objects.allocLimit={MAX_MEMORY}")];
    Options::default().permissions(permissions).with(Trust::Reduced).open_path_as_is(true).config_overrides(settings)
}

/// Lets `@{upstream}` name a commit: it takes settings of the repository, which name branches only.
fn heed_upstreams(git: &mut gix::Repository) -> gix::Result<()> {
    let mut settings = git.config_snapshot_mut();
    let of_branches = ["branch", "remote"].into_iter().filter_map(|name| settings.sections_and_ids_by_name(name));
    let of_branches: Vec<_> = of_branches.flatten().map(|(_, id)| id).collect();
    for id in of_branches {
        if let Some(mut section) = settings.section_mut_by_id(id) {
            section.set_trust(Trust::Full);
        }
    }
    settings.commit().map(drop)
}

fn unreadable(root: &Path, why: &dyn std::fmt::Display) -> Error {
    let why = why.to_string();
    let why = why.lines().next().unwrap_or("it does not say why");
    let message = format!("cannot read the git repository at {}: {why}", root.display());
    Error::usage(message, "repair the repository, or clone it anew")
}

/// A path with a name below it; the empty path is that of the root.
pub fn join(path: &BStr, name: &BStr) -> BString {
    let mut joined = path.to_owned();
    if !joined.is_empty() {
        joined.push(b'/');
    }
    joined.extend_from_slice(name);
    joined
}
