//! Finds providers: registry roots, provider folders, single documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The file that makes a folder a version of a provider.
pub const PROVIDER: &str = "provider.yaml";

/// Maximum depth of files in a version. All published ones are in `services`.
const MAX_DEPTH: usize = 8;

const HELP: &str = "give a registry (a folder with `src`), a provider, a version of one, or a service document";

/// A version of a provider on disk.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder of the version, as the user would name it.
    pub path: PathBuf,
    /// The name of the parent folder, which is the name of the provider.
    pub provider: String,
    /// The name of the folder.
    pub version: String,
    /// The paths of the files in it, with `/`.
    pub files: BTreeSet<String>,
}

/// What a path leads to.
#[derive(Debug)]
pub enum Found {
    /// A version of a provider.
    Folder(Folder),
    /// The document of one service.
    Document(PathBuf),
}

impl Found {
    /// Returns the path, as the user would name it.
    pub fn path(&self) -> &Path {
        match self {
            Found::Folder(folder) => &folder.path,
            Found::Document(path) => path,
        }
    }
}

impl Folder {
    fn new(path: &Path) -> Result<Self, Error> {
        let absolute = path.canonicalize().map_err(|error| Error::io("read", path, error, HELP))?;
        let name = |path: Option<&Path>| {
            path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let mut files = BTreeSet::new();
        collect(path, "", MAX_DEPTH, &mut files);
        let (provider, version) = (name(absolute.parent()), name(Some(&absolute)));
        Ok(Folder { path: path.to_owned(), provider, version, files })
    }

    /// Returns the start of references in `provider.yaml`.
    pub fn prefix(&self) -> String {
        format!("{}/{}/", self.provider, self.version)
    }

    /// Returns the file that a reference leads to, if it is in this folder.
    pub fn file_of<'r>(&self, reference: &'r str) -> Option<&'r str> {
        reference.strip_prefix(&self.prefix()).filter(|file| self.files.contains(*file))
    }
}

/// Returns the provider versions, or the document, that a path leads to, in the order of their names.
///
/// # Errors
/// An unreadable path, or one without any provider.
pub fn find(path: &Path) -> Result<Vec<Found>, Error> {
    if path.is_file() {
        let is_provider = path.file_name().is_some_and(|name| name == PROVIDER);
        let folder =
            path.parent().filter(|_| is_provider).map(|it| if it == Path::new("") { Path::new(".") } else { it });
        return Ok(vec![
            folder.map_or_else(|| Ok(Found::Document(path.to_owned())), |it| Folder::new(it).map(Found::Folder))?,
        ]);
    }
    let entries = fs::read_dir(path).map_err(|error| Error::io("read", path, error, HELP))?;
    drop(entries);
    let mut folders = Vec::new();
    let mut versions = versions(path);
    if versions.is_empty() {
        // `generate` writes a folder of registries.
        versions = self::folders(path)
            .iter()
            .filter(|child| child.join("src").is_dir())
            .flat_map(|it| self::versions(it))
            .collect();
    }
    for folder in versions {
        folders.push(Found::Folder(Folder::new(&folder)?));
    }
    if folders.is_empty() {
        return Err(Error::usage(format!("no {PROVIDER} found in or below {}", path.display()), HELP));
    }
    Ok(folders)
}

/// Returns the newest version of each provider that a path leads to, by name.
///
/// # Errors
/// As of [`find`]; a path to one document.
pub fn newest(path: &Path) -> Result<Vec<Folder>, Error> {
    let mut newest: BTreeMap<String, Folder> = BTreeMap::new();
    for found in find(path)? {
        match found {
            Found::Folder(folder) => drop(newest.insert(folder.provider.clone(), folder)),
            Found::Document(path) => {
                let message = format!("{} is a document, not a provider", path.display());
                return Err(Error::usage(message, "give a registry or a provider"));
            }
        }
    }
    Ok(newest.into_values().collect())
}

/// Returns the path itself, the versions of a provider, or those of all providers of a registry.
fn versions(path: &Path) -> Vec<PathBuf> {
    let is_version = |path: &PathBuf| path.join(PROVIDER).is_file();
    if is_version(&path.to_owned()) {
        return vec![path.to_owned()];
    }
    let root = ["src", "providers/src"].map(|name| path.join(name)).into_iter().find(|root| root.is_dir());
    let children = folders(root.as_deref().unwrap_or(path));
    let own: Vec<PathBuf> = children.iter().filter(|child| is_version(child)).cloned().collect();
    if !own.is_empty() {
        return own;
    }
    children.iter().flat_map(|provider| folders(provider)).filter(is_version).collect()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Collects files. Does not follow links to folders, which can form cycles.
fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth > 0 {
            collect(&entry.path(), &format!("{name}/"), depth - 1, files);
        } else if entry.path().is_file() {
            files.insert(name);
        }
    }
}
