//! Reads providers on disk, whoever made them, into the model that `generate` builds.
//!
//! ```text
//! find      a path         ->  version folders, or one document
//! open      a folder       ->  provider.yaml and the files of its services
//! service   a file         ->  its tree and its part of the model
//! load      a folder       ->  everything at once
//! ```
//!
//! What the engine would reject is left out of the model; rules look for it in the trees. Nothing here stops at a bad
//! file: each unreadable file becomes an error beside the rest.

mod document;
mod folder;
mod method;
mod provider;
mod reference;
mod service;

use rayon::prelude::*;

use crate::engine::predict::Documents;
use crate::error::Error;
use crate::model::Provider;
use crate::place::Place;

pub use document::Document;
pub use folder::{Folder, Found, PROVIDER, find, newest};
pub use provider::{Entry, Opened, open, unwritten};
pub use reference::{Fault, Operation, listed_method, operation};
pub use service::ServiceFile;

/// A provider with all its services.
pub struct Loaded {
    /// `provider.yaml` and what it names.
    pub opened: Opened,
    /// The readable services, in the order of `provider.yaml`.
    pub services: Vec<ServiceFile>,
    /// Errors of unreadable files.
    pub errors: Vec<Error>,
}

/// Reads a provider with all its services.
pub fn load(folder: Folder) -> Loaded {
    let mut opened = open(folder);
    let read: Vec<_> = opened.entries.par_iter().filter_map(|entry| opened.service(entry)).collect();
    let (mut services, mut errors) = (Vec::new(), Vec::new());
    errors.extend(opened.error.take());
    for service in read {
        match service {
            Ok(service) => services.push(service),
            Err(error) => errors.push(error),
        }
    }
    Loaded { opened, services, errors }
}

impl Loaded {
    /// Returns an error for each service whose file does not exist.
    pub fn missing(&self) -> impl Iterator<Item = Error> {
        let opened = &self.opened;
        opened.entries.iter().filter(|entry| entry.file.is_none()).map(|entry| {
            let message = match entry.reference() {
                Some(reference) => format!("the file `{reference}` of the service `{}` does not exist", entry.key),
                None => format!("the service `{}` refers to no file", entry.key),
            };
            let place = Place::at(&opened.document.path, entry.node.mark);
            Error::input(message, place, "add the file, or remove the service; `provgen validate` shows details")
        })
    }

    /// Returns the documents as they were read.
    pub fn documents(&self) -> Documents {
        let of_services = self.services.iter().map(|file| (file.service.name.clone(), file.document.tree.clone()));
        Documents { provider: self.opened.document.tree.clone(), services: of_services.collect() }
    }

    /// Returns the provider with its services by name.
    pub fn into_provider(self) -> Provider {
        let mut provider = self.opened.provider();
        provider.services = self.services.into_iter().map(|file| file.service).collect();
        provider.services.sort_by(|a, b| a.name.cmp(&b.name));
        provider
    }
}
