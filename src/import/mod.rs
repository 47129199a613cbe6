//! Takes over a published provider, or a repository of StackQL's provider tools: drafts the inputs from which `generate`
//! makes the same documents.
//!
//! ```text
//! published   a version folder         ->  its documents and their bytes
//! rows        resources and methods    ->  mapping.csv
//! views       resources                ->  views/SERVICE.yaml
//! draft       provider.yaml            ->  provgen.yaml
//! blocks      two states of documents  ->  where what is generated differs from what is published
//! settings    the differences          ->  the shortest settings that undo them
//! ```
//!
//! Only `published` and `repository` read from the disk, and nothing here writes.

mod blocks;
mod configuration;
mod draft;
mod drafted;
mod facts;
mod imported;
mod lost;
mod order;
mod published;
mod repository;
mod rows;
mod settings;
mod views;

#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::mapping::{self, Row};
use crate::pipeline;
use crate::registry::Folder;

pub use blocks::Difference;
use drafted::{Copied, Drafted, File};
pub use imported::Imported;
pub use lost::Lost;
use published::{Published, Service};
pub use repository::{import as import_repository, is_repository};
pub use settings::Written;

/// Drafts the inputs of a version of a provider.
///
/// # Errors
/// `provider.yaml` cannot be read, or a template has a fault.
pub fn import(folder: Folder) -> Result<Imported, Error> {
    let published = Published::read(folder)?;
    let (rows, mut lost) = rows::rows(&published.services);
    lost.extend(published.lost.iter().cloned());
    lost.sort();
    let mut drafted = drafted(&published, &rows)?;
    let (provider, mut generated) = pipeline::documents(drafted.inputs()?)?;
    let settings = settings::shortest(
        &facts::of_methods(&published.services, &generated, &provider),
        &facts::of_services(&published.services, &generated),
    );
    drafted.config = configuration::configuration(&draft::about(&published), &settings.text)?;
    drafted.texts.clone_from(&settings.files);
    (_, generated) = pipeline::documents(drafted.inputs()?)?;
    let differences = blocks::compare(&published, &generated);
    let (name, counts) = (published.opened.folder.provider.clone(), provider.counts());
    Ok(Imported { name, files: drafted.files(), counts, lost, differences, settings })
}

/// Returns the inputs without settings.
fn drafted(published: &Published, rows: &[Row]) -> Result<Drafted, Error> {
    Ok(Drafted {
        config: configuration::configuration(&draft::about(published), "")?,
        mapping: mapping::csv(rows),
        documents: Copied::OfServices(published.services.iter().map(copied).collect()),
        overlays: Vec::new(),
        views: views::fragments(&published.services, published.name(), draft::titles(published.services.iter())),
        texts: Vec::new(),
    })
}

/// Returns a document with its service and its path in the new folder.
fn copied(service: &Service) -> (String, File) {
    (service.key.clone(), (document(&service.key), service.bytes.clone()))
}

/// The path of a service's document in the new folder.
fn document(service: &str) -> String {
    format!("services/{service}.yaml")
}
