//! What is proved: a provider with its documents, and the vendor's word on the API.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::engine::RESOURCES;
use crate::engine::predict::Documents;
use crate::error::Error;
use crate::examples::{self, Examples};
use crate::model::{Provider, Resource};
use crate::pipeline::{self, Job, Provable};
use crate::place::{Mark, Place};
use crate::registry::{self, Folder};
use crate::tree::{Node, pointer};

/// A provider to prove.
pub struct Subject {
    /// The provider.
    pub provider: Provider,
    /// Its documents.
    pub documents: Documents,
    /// The examples of its pages, or those that its pages would have.
    pub examples: Examples,
    /// The API's documents: those of the vendor, or those of the provider where there are no others.
    pub vendor: Vec<Node>,
    /// The folder of its version, if it is published.
    pub folder: Option<Folder>,
    places: Places,
}

/// Where the methods of a provider are named.
enum Places {
    /// In the rows of a mapping.
    Mapping(PathBuf),
    /// In the documents of services, by the names of services.
    Services { provider: PathBuf, services: BTreeMap<String, PathBuf> },
}

impl Subject {
    /// Builds a provider that has a configuration.
    ///
    /// # Errors
    /// An input that cannot be read or understood at all; one that `generate` would not build.
    pub fn built(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Self, Error> {
        let Provable { provider, documents, examples, vendor, mapping, findings } = pipeline::provable(job, on_stage)?;
        if let Some(first) = findings.iter().find(|finding| finding.severity <= crate::finding::Severity::Error) {
            let help = "run `provgen generate` for it, and correct what that reports";
            return Err(Error::input(first.message.clone(), first.place.clone(), help));
        }
        Ok(Subject { provider, documents, examples, vendor, folder: None, places: Places::Mapping(mapping) })
    }

    /// Reads a published provider, whose documents stand for those of its vendor.
    ///
    /// # Errors
    /// A file that cannot be read, or does not exist.
    pub fn published(folder: Folder) -> Result<Self, Error> {
        let mut loaded = registry::load(folder.clone());
        let missing = loaded.missing().next();
        if let Some(error) = loaded.errors.pop().or(missing) {
            return Err(error);
        }
        let documents = loaded.documents();
        let services = loaded.services.iter().map(|it| (it.service.name.clone(), it.document.path.clone())).collect();
        let places = Places::Services { provider: loaded.opened.document.path.clone(), services };
        let provider = loaded.into_provider();
        let (examples, _) = examples::all(&provider, &[]);
        let vendor = documents.services.values().cloned().collect();
        Ok(Subject { provider, documents, examples, vendor, folder: Some(folder), places })
    }

    /// Returns the place of a method, or of a resource, that a finding is about.
    pub fn place(&self, service: &str, resource: &Resource, method: Option<&str>) -> Place {
        let named = resource.methods.iter().find(|it| method.is_none_or(|name| it.name == name));
        let mark = named.map(|method| method.mark).unwrap_or_default();
        match &self.places {
            Places::Mapping(file) => in_mapping(file, mark),
            Places::Services { provider, services } => {
                let resources = ["components", RESOURCES, resource.name.as_str()];
                let path: Vec<&str> = match method {
                    Some(name) => resources.into_iter().chain(["methods", name]).collect(),
                    None => resources.to_vec(),
                };
                let file = services.get(service).unwrap_or(provider).clone();
                Place { file, mark, pointer: Some(pointer::fragment(path)) }
            }
        }
    }

    /// Returns the file that a finding about the provider as a whole belongs to.
    pub fn file(&self) -> &Path {
        match &self.places {
            Places::Mapping(file) => file,
            Places::Services { provider, .. } => provider,
        }
    }
}

/// The place of a row: rows count from 1, and the header is one (RFC 7111, section 2.1).
fn in_mapping(file: &Path, mark: Mark) -> Place {
    Place { file: file.to_owned(), mark, pointer: Some(format!("#row={}", mark.line())) }
}
