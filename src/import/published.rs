//! Reads the documents of a published provider, with their bytes.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::engine::predict::Documents;
use crate::error::Error;
use crate::mapping::{MAX_NAME, is_reserved};
use crate::place::{Mark, Place};
use crate::registry::{self, Document, Entry, Folder, Opened, PROVIDER};
use crate::source::read_file;
use crate::sql::is_identifier;
use crate::tree::oddity::Oddity;
use crate::tree::{Node, pointer};

use super::lost::{Lost, pointer_of};

/// The largest document that is read, in megabytes: as large as `validate` reads.
pub const MAX_MEGABYTES: u64 = 128;

/// A published provider.
pub struct Published {
    /// `provider.yaml` and what it names.
    pub opened: Opened,
    /// The services that can be read, by name.
    pub services: Vec<Service>,
    /// What cannot be taken over.
    pub lost: Vec<Lost>,
}

/// A service of a published provider.
pub struct Service {
    /// Its name in SQL.
    pub key: String,
    /// Its entry in `provider.yaml`.
    pub entry: Node,
    /// The bytes of its document.
    pub bytes: Vec<u8>,
    /// Its document.
    pub document: Document,
}

impl Published {
    /// Reads the documents of a provider.
    ///
    /// # Errors
    /// `provider.yaml` cannot be read. A service that cannot be read is lost.
    pub fn read(folder: Folder) -> Result<Self, Error> {
        let mut opened = registry::open(folder);
        if let Some(error) = opened.error.take() {
            return Err(error);
        }
        let read: Vec<Result<Service, Lost>> = opened.entries.par_iter().map(|entry| service(&opened, entry)).collect();
        let (mut services, mut lost) = (Vec::new(), oddities(&opened.document));
        for read in read {
            match read {
                Ok(service) => {
                    lost.extend(oddities(&service.document));
                    services.push(service);
                }
                Err(what) => lost.push(what),
            }
        }
        lost.extend(unusable_name(&opened));
        lost.extend(unnamed_files(&opened));
        services.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Published { opened, services, lost })
    }

    /// Returns the documents as they are published.
    pub fn documents(&self) -> Documents {
        let services = self.services.iter().map(|service| (service.key.clone(), service.document.tree.clone()));
        Documents { provider: self.opened.document.tree.clone(), services: services.collect() }
    }

    /// Returns the name of the provider in SQL.
    pub fn name(&self) -> &str {
        self.opened.name()
    }
}

impl Service {
    /// Returns the resources of the document.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &Node)> {
        let components = self.document.tree.get("components").into_iter();
        components.flat_map(|it| it.entries(crate::engine::RESOURCES)).map(|(name, node)| (&**name, node))
    }

    /// Returns the place of a node of the document.
    pub fn place<'a>(&self, mark: Mark, tokens: impl IntoIterator<Item = &'a str>) -> Place {
        Place { file: self.document.path.clone(), mark, pointer: Some(pointer::fragment(tokens)) }
    }
}

fn service(opened: &Opened, entry: &Entry) -> Result<Service, Lost> {
    let key = entry.key.to_string();
    let place = || Place {
        file: opened.document.path.clone(),
        mark: entry.node.mark,
        pointer: Some(pointer::fragment(["providerServices", &key])),
    };
    let lost = |what: String| Lost { place: place(), what };
    if !is_identifier(&key) || key.len() > MAX_NAME || is_reserved(&key) {
        return Err(lost(format!("the service `{key}`: its name is no SQL identifier that can be a file")));
    }
    let Some(file) = &entry.file else {
        return Err(lost(format!("the service `{key}`: its document is not in the folder of the provider")));
    };
    let path = opened.folder.path.join(file);
    let failed = |error: Error| Lost {
        place: error.place().cloned().unwrap_or_else(|| Place::file(&path)),
        what: format!("the service `{key}`: {error}"),
    };
    let bytes = read_file(&path, MAX_MEGABYTES, "check the permissions of the file").map_err(failed)?;
    let document = Document::parse(&bytes, &path, format!("{}{file}", opened.folder.prefix())).map_err(failed)?;
    Ok(Service { key, entry: entry.node.clone(), bytes, document })
}

/// Returns what readers of YAML disagree on, of which a tree holds only what the engine sees.
pub fn oddities(document: &Document) -> Vec<Lost> {
    let told = |oddity: &Oddity| match oddity {
        Oddity::ForeignTag(tag) => Some(format!("the tag `{tag}`; its value stays")),
        Oddity::DuplicateKey(key, first) => {
            Some(format!("the value of the key `{key}` on line {}, which a later one hides", first.line()))
        }
        Oddity::BooleanKey(_) | Oddity::BooleanText(_) => None,
    };
    let lost = |(mark, oddity): &(Mark, Oddity)| {
        let what = told(oddity)?;
        let place = Place { pointer: Some(pointer_of(&document.tree, *mark)), ..Place::at(&document.path, *mark) };
        Some(Lost { place, what })
    };
    document.oddities.iter().filter_map(lost).collect()
}

/// The name of the provider, if `generate` refuses it.
fn unusable_name(opened: &Opened) -> Option<Lost> {
    let name = opened.name();
    let place = Place::file(&opened.document.path);
    (!is_identifier(name)).then(|| Lost {
        place,
        what: format!("the name `{name}`: it is no SQL identifier; correct `provider` in provgen.yaml"),
    })
}

/// Files of the folder that `provider.yaml` does not name.
fn unnamed_files(opened: &Opened) -> Vec<Lost> {
    let named: BTreeSet<&str> = opened.entries.iter().filter_map(|entry| entry.file.as_deref()).collect();
    let others = opened.folder.files.iter().filter(|file| *file != PROVIDER && !named.contains(file.as_str()));
    let lost = |file: &String| {
        let what = "the file, which provider.yaml does not name".to_owned();
        Lost { place: Place::file(&opened.folder.path.join(file)), what }
    };
    others.map(lost).collect()
}
