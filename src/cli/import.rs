//! `provgen import`: takes over a published provider.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::folder::write;
use super::screen::result;
use super::shell::shell_word;
use super::status::{Status, fail};
use super::targets::SPECS;
use crate::error::Error;
use crate::import::{self, Difference, Imported, Lost, Written};
use crate::output::Renewed;
use crate::place::Place;
use crate::registry::{self, Folder};
use crate::source::{InputFile, MAX_MEGABYTES, read_file};
use crate::text::{closest, counted, plain};

/// Take over a published provider: write the provgen.yaml, mapping and views that make the same documents.
///
/// Also copies its service documents into the new folder. An existing folder is only changed with --force.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The provider: its name in the registry, or the path of its folder there, or that of a repository of StackQL's
    /// provider tools, with `provider-dev/config/all_services.csv`
    provider: String,

    /// Look for the provider in this registry
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,

    /// Read the API from this OpenAPI document of its vendor instead of the provider's own; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1..)]
    spec: Vec<PathBuf>,

    /// Write into this folder of `specs` [default: the name of the provider's folder]
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    name: Option<String>,

    /// Write into this folder [default: `specs/NAME`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write into the folder even if it exists; what changes is kept beside it as FILE.old
    #[arg(long)]
    force: bool,

    /// Print at most N places of each kind; 0 prints all
    #[arg(long, value_name = "N", default_value_t = 20)]
    max: usize,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match arguments.start() {
        Ok((folder, imported, renewed)) => {
            result(&(report(&folder, &imported, arguments.max) + &before(&renewed, arguments.max) + &next(&folder)))?;
        }
        Err(error) => return fail(&error),
    }
    Ok(Status::Success)
}

impl Arguments {
    fn start(&self) -> Result<(PathBuf, Imported, Renewed), Error> {
        if let Some(name) = self.name.as_deref().filter(|name| !is_folder_name(name)) {
            return Err(Error::usage(format!("`{name}` is no name of a folder"), "give a path with --out"));
        }
        let repository = Path::new(&self.provider);
        let imported = match self.from.is_none() && import::is_repository(repository) {
            true => import::import_repository(repository, self.specs()?)?,
            false => import::import(self.folder()?, self.specs()?)?,
        };
        let folder = || Path::new(SPECS).join(self.name.as_ref().unwrap_or(&imported.name));
        let folder = self.out.clone().unwrap_or_else(folder);
        let renewed = write(&folder, &imported.files, self.force)?;
        Ok((folder, imported, renewed))
    }

    /// The vendor's documents.
    fn specs(&self) -> Result<Vec<InputFile>, Error> {
        let read = |path: &PathBuf| {
            let bytes = read_file(path, MAX_MEGABYTES, "give the API's OpenAPI document")?;
            Ok(InputFile { path: path.clone(), bytes })
        };
        let files = self.spec.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
        let mut known: HashMap<&[u8], &Path> = HashMap::new();
        for InputFile { path, bytes } in &files {
            if let Some(other) = known.insert(bytes, path) {
                let message = format!("{} and {} are the same document", other.display(), path.display());
                return Err(Error::usage(message, "give each document once: each becomes a service"));
            }
        }
        Ok(files)
    }

    /// The newest version of the provider.
    fn folder(&self) -> Result<Folder, Error> {
        if self.from.is_none() && Path::new(&self.provider).exists() {
            let mut found = registry::newest(Path::new(&self.provider))?;
            return match (found.pop(), found.is_empty()) {
                (Some(folder), true) => Ok(folder),
                _ => Err(Error::usage(
                    format!("{} holds several providers", self.provider),
                    "give the name of one, and the registry with --from",
                )),
            };
        }
        let registry = self.from.as_deref().unwrap_or(Path::new("."));
        let known = registry::newest(registry)?;
        let names: Vec<String> = known.iter().map(|folder| folder.provider.clone()).collect();
        known.into_iter().find(|folder| folder.provider == self.provider).ok_or_else(|| {
            let help = match closest(&self.provider, &names) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "give a registry with --from, or the path of the provider's folder".to_owned(),
            };
            Error::usage(format!("no provider `{}` in {}", self.provider, registry.display()), help)
        })
    }
}

fn report(folder: &Path, imported: &Imported, max: usize) -> String {
    let counts = imported.counts;
    let mut told = format!(
        "{}: {}, {}, {}, {}; wrote {}\n",
        folder.display(),
        counted(counts.services, "service"),
        counted(counts.resources, "resource"),
        counted(counts.methods, "method"),
        counted(counts.views, "view"),
        counted(imported.files.len(), "file"),
    );
    let lost = imported.lost.iter().map(|Lost { place, what }| format!("{}: {what}", at(place)));
    told += &section("not taken over", lost, max);
    let different = imported.differences.iter().map(different);
    told += &section("different after generate", different, max);
    told += &by_key(&imported.differences);
    told + &of_settings(&imported.settings)
}

fn next(folder: &Path) -> String {
    format!("then run:\n    provgen generate {}\n", shell_word(&target(folder)))
}

/// What became of files that were there before.
fn before(renewed: &Renewed, max: usize) -> String {
    let saved = renewed.saved.iter().map(|(file, old)| format!("{file}: its old content is in {old}"));
    section("changed", saved, max) + &section("other files, which stay", renewed.kept.iter().cloned(), max)
}

fn of_settings(settings: &Written) -> String {
    if settings.entries == 0 {
        return String::new();
    }
    format!(
        "settings: {} in {} for {} of blocks, {}\n",
        entries(settings.entries),
        counted(settings.text.lines().count(), "line"),
        counted(settings.replaced, "line"),
        counted(settings.files.len(), "file"),
    )
}

fn section(title: &str, lines: impl ExactSizeIterator<Item = String>, max: usize) -> String {
    let (all, shown) = (lines.len(), if max == 0 { usize::MAX } else { max });
    if all == 0 {
        return String::new();
    }
    let mut told = format!("{title} ({all}):\n");
    lines.take(shown).for_each(|line| told += &format!("    {}\n", plain(&line)));
    if all > shown {
        told += &format!("    and {} more; --max 0 prints all\n", all - shown);
    }
    told
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// The number of differences of each key.
fn by_key(differences: &[Difference]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    differences.iter().for_each(|difference| *counts.entry(kind(difference)).or_default() += 1);
    counts.into_iter().map(|(kind, count)| format!("    {count:>6}  {}\n", plain(&kind))).collect()
}

/// What a difference is about, without names.
fn kind(difference: &Difference) -> String {
    let holder = match (&difference.service, &difference.resource, &difference.method) {
        (None, _, _) => "provider.yaml",
        (_, None, _) => "document",
        (_, _, None) => "resource",
        _ => "method",
    };
    let change = match (&difference.published, &difference.generated) {
        (None, _) => "not published",
        (_, None) => "not generated",
        _ => "other value",
    };
    let depth = if difference.service.is_some() { 2 } else { 1 };
    let keys: Vec<&str> = difference.keys.iter().take(depth).map(String::as_str).collect();
    let place = if keys.is_empty() { holder.to_owned() } else { format!("{holder} {}", keys.join(".")) };
    format!("{place}: {change}")
}

fn different(difference: &Difference) -> String {
    let shown = |node: &Option<crate::tree::Node>| match node {
        Some(node) => serde_json::to_string(node).unwrap_or_default().chars().take(80).collect(),
        None => "nothing".to_owned(),
    };
    format!(
        "{}: published {}, generated {}",
        at(&difference.place),
        shown(&difference.published),
        shown(&difference.generated)
    )
}

fn at(place: &Place) -> String {
    match place.pointer.as_deref() {
        Some(pointer) => format!("{}:{} {pointer}", place.file.display(), place.mark.line()),
        None => place.file.display().to_string(),
    }
}

/// Whether a name is that of a folder within another one, and no path.
fn is_folder_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == name)
}

/// The name by which `generate` finds the folder.
fn target(folder: &Path) -> String {
    folder.strip_prefix(SPECS).unwrap_or(folder).display().to_string()
}
