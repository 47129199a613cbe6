//! Compares a tree with what replaces it, for a line about changes for SQL users.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use crate::diff::{self, Level};
use crate::model::{Provider, Service};
use crate::pipeline::Built;
use crate::registry::{self, Entry, Found, Opened};
use crate::render::Product;

/// The services of an existing tree that a run changes or removes.
/// The bytes are read before the tree is written and parsed while it is written.
pub struct Before {
    opened: Opened,
    /// Documents that change or are removed.
    changing: Vec<Document>,
    /// Paths of unchanged documents.
    kept: BTreeSet<String>,
}

struct Document {
    entry: Entry,
    /// The path in the folder of the version.
    file: String,
    bytes: Vec<u8>,
}

impl Before {
    /// Reads the documents of a tree; `None` if there is no tree or it cannot be read.
    pub fn read(root: &Path, products: &[Product]) -> Option<Self> {
        let folder = registry::find(root).ok()?.into_iter().rev().find_map(|found| match found {
            Found::Folder(folder) => Some(folder),
            Found::Document(_) => None,
        });
        let mut opened = registry::open(folder.filter(|_| root.join("src").is_dir())?);
        let new: HashMap<&str, &[u8]> = products.iter().map(|it| (it.path.as_str(), it.bytes.as_slice())).collect();
        let (mut changing, mut kept) = (Vec::new(), BTreeSet::new());
        for entry in std::mem::take(&mut opened.entries) {
            let Some(file) = entry.file.clone() else { continue };
            let path = format!("src/{}{file}", opened.folder.prefix());
            let bytes = fs::read(opened.folder.path.join(&file)).ok()?;
            if new.get(path.as_str()) == Some(&bytes.as_slice()) {
                kept.insert(path);
            } else {
                changing.push(Document { entry, file, bytes });
            }
        }
        opened.error.is_none().then_some(Before { opened, changing, kept })
    }

    /// One line on what a run changes for SQL users; empty if nothing but documentation changes.
    pub fn line(&self, name: &str, built: &Built) -> String {
        let Some(base) = self.provider() else { return String::new() };
        let mut found = diff::diff(&[base], &[self.counterpart(&built.provider)]);
        found.retain(|change| change.level != Level::Documentation);
        let word = if found.len() == 1 { "change" } else { "changes" };
        match crate::diff::totals(&found) {
            Some(totals) => format!("{name}: {totals} {word} for SQL users; run `provgen diff` to see them\n"),
            None => String::new(),
        }
    }

    /// The provider with the services that change or are removed; `None` if one cannot be read, as it would count as
    /// removed.
    fn provider(&self) -> Option<Provider> {
        let understood = |it: &Document| self.opened.service_of(&it.entry, &it.file, &it.bytes).ok();
        let services = self.changing.par_iter().map(|it| Some(understood(it)?.service));
        let mut services = services.collect::<Option<Vec<Service>>>()?;
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Provider { services, ..self.opened.provider() })
    }

    /// The new provider with the services that change or are added.
    fn counterpart(&self, provider: &Provider) -> Provider {
        let path =
            |service: &Service| format!("src/{}/{}/services/{}.yaml", provider.folder, provider.version, service.name);
        let services = provider.services.iter().filter(|service| !self.kept.contains(&path(service))).cloned();
        Provider {
            services: services.collect(),
            name: provider.name.clone(),
            folder: provider.folder.clone(),
            version: provider.version.clone(),
            title: provider.title.clone(),
            description: provider.description.clone(),
            protocol: provider.protocol,
            config: provider.config.clone(),
            inputs: Vec::new(),
        }
    }
}
