//! One document for all documents of a new provider.

use crate::config::{By, PathParameters};
use crate::error::Error;
use crate::mapping::service_of_tag;
use crate::normalise::{self, Document, Operation};
use crate::place::FileId;
use crate::source::Source;
use crate::tree::Node;
use crate::tree::change::from_document;

use super::given::{Documents, Wanted};

/// What is drafted from.
pub struct United {
    /// The document; the first one, if they cannot be united.
    pub source: Source,
    /// The operations of all documents, with marks that tell which.
    pub operations: Vec<Operation>,
    /// What has to name the services.
    pub by: Option<By>,
    /// Why they cannot be united.
    pub notes: Option<String>,
}

/// A document that gets a mapping.
pub struct Part {
    /// The service that it is, if it is one.
    pub name: Option<String>,
    /// The document.
    pub document: Document,
}

/// Unites documents. Those that cannot be united are services of their own.
///
/// # Errors
/// The documents cannot be united, but services are wanted that need that.
pub fn unite(documents: &Documents, wanted: &Wanted) -> Result<United, Error> {
    let is_wanted_apart = wanted.by.is_none_or(|by| by == By::File);
    match documents.united(wanted.folder.as_deref()) {
        Ok(source) => {
            let operations = operations(&source.document);
            Ok(United { source, operations, by: wanted.by, notes: None })
        }
        Err(error) if is_wanted_apart && documents.sources.len() > 1 => {
            let place = error.place().map(|place| format!(" ({}:{})", place.file.display(), place.mark.line()));
            let note = format!("services: only by file: {error}{}", place.unwrap_or_default());
            let source = documents.titled(documents.first()?, wanted.folder.as_deref());
            Ok(United { source, operations: all(documents), by: Some(By::File), notes: Some(note) })
        }
        Err(error) => Err(error),
    }
}

fn all(documents: &Documents) -> Vec<Operation> {
    let of = |(index, source): (usize, &Source)| operations(&from_document(&source.document, FileId::document(index)));
    documents.sources.iter().enumerate().flat_map(of).collect()
}

fn operations(document: &Node) -> Vec<Operation> {
    normalised(document).operations
}

fn normalised(document: &Node) -> Document {
    normalise::normalise(document, PathParameters::default()).0
}

impl United {
    /// Returns the documents that get a mapping: each that is a service, or the one for all.
    pub fn parts(&self, documents: &Documents, is_by_file: bool) -> Vec<Part> {
        if !is_by_file {
            return vec![Part { name: None, document: normalised(&self.source.document) }];
        }
        let part = |(source, name): (&Source, &String)| Part {
            name: Some(service_of_tag(name)),
            document: normalised(&source.document),
        };
        documents.sources.iter().zip(&documents.names).map(part).collect()
    }
}
