//! What a tree held before it is written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::targets::Target;
use crate::diff::{self, Level};
use crate::model::Provider;
use crate::pipeline::Built;
use crate::registry::{self, Entry, Found, Opened};
use crate::render::Product;
use crate::report::changes;

/// A provider that is there and will change: what its documents held, as far as they do.
pub struct Before {
    opened: Opened,
    /// The documents that change or go, by their place in the entries.
    documents: BTreeMap<usize, Vec<u8>>,
    /// The documents that stay, from the root of the tree.
    kept: BTreeSet<String>,
}

/// What a tree holds that will change. Nothing if its documents stay as they are, which costs no more than reading
/// them, or cannot be read. It is read at once, so that the tree can be written while changes are looked for.
pub fn before(root: &Path, built: &Built) -> Option<Before> {
    let stays = |product: &Product| fs::read(root.join(&product.path)).is_ok_and(|bytes| bytes == product.bytes);
    let documents = built.products.par_iter().filter(|product| product.path.starts_with("src/"));
    let (kept, changed): (BTreeSet<String>, Vec<&str>) = documents.partition_map(|product| match stays(product) {
        true => rayon::iter::Either::Left(product.path.clone()),
        false => rayon::iter::Either::Right(product.path.as_str()),
    });
    if changed.is_empty() || !root.join("src").is_dir() {
        return None;
    }
    let found = registry::find(root).ok()?.into_iter().rev().find_map(|found| match found {
        Found::Folder(folder) if folder.provider == built.provider.name => Some(folder),
        _ => None,
    });
    let opened = registry::open(found?);
    let changes = |file: &str| !kept.contains(&path(&opened, file));
    let read = |(place, entry): (usize, &Entry)| {
        let file = entry.file.as_deref().filter(|file| changes(file))?;
        Some(fs::read(opened.folder.path.join(file)).map(|bytes| (place, bytes)))
    };
    let documents = opened.entries.par_iter().enumerate().filter_map(read).collect::<Result<_, _>>().ok()?;
    Some(Before { opened, documents, kept })
}

/// A document of a version from the root of its tree.
fn path(opened: &Opened, file: &str) -> String {
    format!("src/{}{file}", opened.folder.prefix())
}

impl Before {
    /// One line on what a run changes for SQL users; nothing if no query can notice it.
    pub fn line(&self, target: &Target, built: &Built) -> String {
        let Some(base) = self.provider() else { return String::new() };
        let mut found = diff::diff(&[base], &[self.counterpart(&built.provider)]);
        found.retain(|change| change.level != Level::Documentation);
        let word = if found.len() == 1 { "change" } else { "changes" };
        match changes::totals(&found) {
            Some(totals) => format!("{}: {totals} {word} for SQL users; `provgen diff` shows them\n", target.name),
            None => String::new(),
        }
    }

    /// The provider with the services that change or go. Nothing if one cannot be understood: it would count as gone.
    fn provider(&self) -> Option<Provider> {
        let read = self.documents.par_iter().map(|(place, bytes)| {
            let entry = self.opened.entries.get(*place)?;
            Some(self.opened.service_of(entry, entry.file.as_deref()?, bytes).ok()?.service)
        });
        let mut services = read.collect::<Option<Vec<_>>>().filter(|_| self.opened.error.is_none())?;
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Provider { services, ..self.opened.provider() })
    }

    /// The new provider with the services that change or come.
    fn counterpart(&self, provider: &Provider) -> Provider {
        let folder = format!("src/{}/{}", provider.name, provider.version);
        let stays = |name: &str| self.kept.contains(&format!("{folder}/services/{name}.yaml"));
        let services = provider.services.iter().filter(|service| !stays(&service.name)).cloned().collect();
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
}
