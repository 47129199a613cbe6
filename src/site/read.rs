//! Reads the pages of a provider from the output of `provgen generate`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::place::Place;
use crate::render::Product;
use crate::source::{MAX_MEGABYTES, read_file};
use crate::tree::Node;
use crate::tree::yaml;

const HELP: &str = "give a folder that `provgen generate` wrote";

/// Folders nest three deep: provider, service, resource.
const MAX_DEPTH: usize = 4;

/// Files other than pages that go into a site.
const MACHINE_FILES: [&str; 2] = ["index.json", "llms.txt"];

/// The pages of one provider.
#[derive(Debug)]
pub struct Generated {
    /// The provider's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// The explicit id of its index page.
    pub index_id: Option<String>,
    /// Its index page.
    pub index: Vec<u8>,
    /// The other pages by path below the folder of the provider.
    pub pages: BTreeMap<String, Vec<u8>>,
    /// Files for programs, by name.
    pub machine_files: Vec<(&'static str, Vec<u8>)>,
}

impl Generated {
    /// The files with their paths in a site.
    pub fn into_files(self) -> impl Iterator<Item = Product> {
        let base = format!("providers/{}", self.name);
        let index = Product { path: format!("docs/{}.md", self.name), bytes: self.index };
        let of_machines = base.clone();
        let pages =
            self.pages.into_iter().map(move |(path, bytes)| Product { path: format!("docs/{base}/{path}"), bytes });
        let machine_files = self.machine_files.into_iter();
        let machine_files =
            machine_files.map(move |(name, bytes)| Product { path: format!("static/{of_machines}/{name}"), bytes });
        [index].into_iter().chain(pages).chain(machine_files)
    }
}

/// Reads the pages of a provider.
///
/// # Errors
/// `generate` has not written the folder, or a file cannot be read.
pub fn read(root: &Path) -> Result<Generated, Error> {
    let docs = root.join("docs");
    let index_file = docs.join("index.md");
    let index = read_file(&index_file, MAX_MEGABYTES, HELP)?;
    let name = only_folder(&docs.join("providers"))?;
    let mut pages = BTreeMap::new();
    collect(&docs.join("providers").join(&name), "", MAX_DEPTH, &mut pages)?;
    let document = provider_document(root, &name)?;
    let said = |key| document.as_ref().and_then(|document| document.text(key)).map(str::to_owned);
    let machine_files = MACHINE_FILES.into_iter().filter(|file| docs.join(file).is_file());
    let machine_files = machine_files
        .map(|file| Ok((file, read_file(&docs.join(file), MAX_MEGABYTES, HELP)?)))
        .collect::<Result<_, Error>>()?;
    Ok(Generated {
        title: said("title").unwrap_or_else(|| name.clone()),
        description: said("description").unwrap_or_default(),
        index_id: id(&index, &index_file)?,
        name,
        index,
        pages,
        machine_files,
    })
}

/// The `id` in the front matter of a page.
fn id(page: &[u8], file: &Path) -> Result<Option<String>, Error> {
    let text = yaml::decode(page, file)?;
    let block = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or("", |(block, _)| block);
    let front_matter = yaml::read(format!("{block}\n").as_bytes(), file)?;
    Ok(front_matter.text("id").map(str::to_owned))
}

fn only_folder(folder: &Path) -> Result<String, Error> {
    let folders: Vec<String> =
        entries(folder)?.into_iter().filter(|(_, path)| path.is_dir()).map(|(name, _)| name).collect();
    match <[String; 1]>::try_from(folders) {
        Ok([name]) => Ok(name),
        Err(folders) => {
            let message = format!("the folder has pages of {} providers instead of one", folders.len());
            Err(Error::input(message, Place::file(folder), HELP))
        }
    }
}

/// Names and paths in a folder, sorted. Skips names that are not UTF-8, which provgen never writes.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let failed = |error| Error::io("read", folder, error, HELP);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.extend(entry.file_name().into_string().ok().map(|name| (name, entry.path())));
    }
    entries.sort();
    Ok(entries)
}

fn collect(folder: &Path, base: &str, depth: usize, pages: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    for (name, path) in entries(folder)? {
        let below = format!("{base}{name}");
        if path.is_dir() && depth > 0 {
            collect(&path, &format!("{below}/"), depth - 1, pages)?;
        } else if path.is_file() && name.ends_with(".md") {
            pages.insert(below, read_file(&path, MAX_MEGABYTES, HELP)?);
        }
    }
    Ok(())
}

fn provider_document(root: &Path, name: &str) -> Result<Option<Node>, Error> {
    let versions = root.join("src").join(name);
    if !versions.is_dir() {
        return Ok(None);
    }
    let mut files = entries(&versions)?.into_iter().map(|(_, version)| version.join("provider.yaml"));
    let Some(file) = files.rfind(|file| file.is_file()) else { return Ok(None) };
    yaml::read(&read_file(&file, MAX_MEGABYTES, HELP)?, &file).map(Some)
}
