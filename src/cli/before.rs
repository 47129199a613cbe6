//! What a tree held before it is written anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use super::targets::Target;
use crate::diff::{self, Level};
use crate::model::{Provider, Service};
use crate::pipeline::{Built, Job};
use crate::registry::{self, Found, Opened};
use crate::render::Product;
use crate::report::changes;

/// The list of what was written, which is written last.
const LEDGER: &str = "provgen.sum";

/// The provider of a tree that is there.
pub struct Before {
    opened: Opened,
    /// The documents of its services by their places in the entries.
    documents: BTreeMap<usize, Document>,
}

/// The document of a service.
struct Document {
    /// Its name in the folder of the version.
    file: String,
    /// The same from the root of the tree.
    path: String,
    bytes: Vec<u8>,
    /// What it says, if that is known yet. Nothing within if it cannot be understood.
    service: Option<Option<Service>>,
}

/// Reads the documents of a tree, and understands them if an input is newer: then most will change, and there is time
/// for it while the new ones are made. Nothing if there is no tree, or none that can be read.
pub fn before(target: &Target) -> Option<Before> {
    let folder = registry::find(&target.root).ok()?.into_iter().rev().find_map(|found| match found {
        Found::Folder(folder) => Some(folder),
        Found::Document(_) => None,
    });
    let opened = registry::open(folder.filter(|_| target.root.join("src").is_dir())?);
    let read = |(place, entry): (usize, &registry::Entry)| {
        let file = entry.file.clone()?;
        let path = format!("src/{}{file}", opened.folder.prefix());
        let bytes = fs::read(opened.folder.path.join(&file));
        Some(bytes.map(|bytes| (place, Document { file, path, bytes, service: None })))
    };
    let documents = opened.entries.par_iter().enumerate().filter_map(read).collect::<Result<_, _>>().ok()?;
    let mut before = Before { opened, documents };
    if is_newer(&target.job, &target.root.join(LEDGER)) {
        before.understand();
    }
    Some(before)
}

/// Whether an input was changed after a file.
fn is_newer(job: &Job, file: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    let beside = fs::read_dir(job.config.parent().unwrap_or(Path::new(""))).into_iter().flatten().flatten();
    let beside = beside.filter_map(|entry| changed(&entry.path()));
    let named = [job.spec.as_deref(), job.mapping.as_deref()].into_iter().flatten().filter_map(changed);
    let newest: Option<SystemTime> = beside.chain(named).max();
    newest > changed(file)
}

impl Before {
    /// Understands the documents that have not been yet.
    fn understand(&mut self) {
        let opened = &self.opened;
        self.documents.par_iter_mut().for_each(|(place, document)| {
            let Document { file, bytes, service, .. } = document;
            let read = || Some(opened.service_of(opened.entries.get(*place)?, file, bytes).ok()?.service);
            service.get_or_insert_with(read);
        });
    }

    /// One line on what a run changes for SQL users; nothing if no query can notice it.
    pub fn line(mut self, target: &Target, built: &Built) -> String {
        let kept = self.kept(&built.products);
        // Of what stays nothing can change, and it need not be understood.
        self.documents.retain(|_, document| !kept.contains(&document.path));
        self.understand();
        let Some(base) = self.provider() else { return String::new() };
        let mut found = diff::diff(&[base], &[counterpart(&built.provider, &kept)]);
        found.retain(|change| change.level != Level::Documentation);
        let word = if found.len() == 1 { "change" } else { "changes" };
        match changes::totals(&found) {
            Some(totals) => format!("{}: {totals} {word} for SQL users; `provgen diff` shows them\n", target.name),
            None => String::new(),
        }
    }

    /// The documents that stay as they are.
    fn kept(&self, products: &[Product]) -> BTreeSet<String> {
        let new: HashMap<&str, &[u8]> = products.iter().map(|it| (it.path.as_str(), it.bytes.as_slice())).collect();
        let stays = |document: &&Document| new.get(document.path.as_str()) == Some(&document.bytes.as_slice());
        self.documents.values().filter(stays).map(|document| document.path.clone()).collect()
    }

    /// The provider with the services that change or go. Nothing if one cannot be understood: it would count as gone.
    fn provider(self) -> Option<Provider> {
        let services = self.documents.into_values().map(|document| document.service.flatten());
        let mut services = services.collect::<Option<Vec<_>>>().filter(|_| self.opened.error.is_none())?;
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Provider { services, ..self.opened.provider() })
    }
}

/// The new provider with the services that change or come.
fn counterpart(provider: &Provider, kept: &BTreeSet<String>) -> Provider {
    let path = |service: &Service| format!("src/{}/{}/services/{}.yaml", provider.name, provider.version, service.name);
    let services = provider.services.iter().filter(|service| !kept.contains(&path(service))).cloned().collect();
    Provider {
        services,
        name: provider.name.clone(),
        version: provider.version.clone(),
        title: provider.title.clone(),
        description: provider.description.clone(),
        config: provider.config.clone(),
        inputs: Vec::new(),
    }
}
