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
//! lowering    two providers            ->  what of the vendor's documents is changed for SQL
//! vendor      the vendor's documents   ->  rows for their operations, overlays with what they lack
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
mod lowering;
mod order;
mod published;
mod repository;
mod rows;
mod settings;
mod vendor;
mod views;

#[cfg(test)]
mod tests;

use crate::engine::predict::Documents;
use crate::error::Error;
use crate::mapping::{self, Row};
use crate::model::Provider;
use crate::pipeline;
use crate::registry::Folder;
use crate::source::InputFile;

pub use blocks::Difference;
use draft::About;
use drafted::{Copied, Drafted, File};
pub use imported::Imported;
pub use lost::Lost;
use published::{Published, Service};
pub use repository::{import as import_repository, is_repository};
use settings::Facts;
pub use settings::Written;

/// Drafts the inputs of a version of a provider. The vendor's documents stand in place of the provider's own, if there
/// are any.
///
/// # Errors
/// `provider.yaml` or a document of the vendor's cannot be read, or a template has a fault.
pub fn import(folder: Folder, specs: Vec<InputFile>) -> Result<Imported, Error> {
    let published = Published::read(folder)?;
    let (rows, mut lost) = rows::rows(&published.services);
    lost.extend(published.lost.iter().cloned());
    let (mut drafted, mut about) = match specs.is_empty() {
        true => as_is(&published, &rows),
        false => on_vendor(&published, &rows, specs, &mut lost)?,
    };
    lost.sort();
    lost.dedup();
    if about.vendor.is_some() {
        let without = |off: &[&'static str]| {
            about.unlowered = off.to_vec();
            Ok(settled(&published, &mut drafted, &about)?.2)
        };
        about.unlowered = lowering::choose(&published.documents(), without)?;
    }
    let (provider, settings, generated) = settled(&published, &mut drafted, &about)?;
    let differences = blocks::compare(&published, &generated, about.vendor.is_none());
    let (name, counts) = (published.opened.folder.provider.clone(), provider.counts());
    Ok(Imported { name, files: drafted.files(), counts, lost, differences, settings })
}

/// Gives inputs their configuration, with settings. Returns what `generate` makes of them.
fn settled(
    published: &Published,
    drafted: &mut Drafted,
    about: &About,
) -> Result<(Provider, Written, Documents), Error> {
    drafted.config = configuration::configuration(about, "")?;
    drafted.texts = Vec::new();
    let (provider, generated) = pipeline::documents(drafted.inputs()?)?;
    let mut methods = facts::of_methods(&published.services, &generated, &provider);
    if about.vendor.is_some() {
        methods.iter_mut().for_each(Facts::keep_operation);
    }
    let settings = settings::shortest(&methods, &facts::of_services(&published.services, &generated));
    drafted.config = configuration::configuration(about, &settings.text)?;
    drafted.texts.clone_from(&settings.files);
    let (provider, generated) = pipeline::documents(drafted.inputs()?)?;
    Ok((provider, settings, generated))
}

/// Returns the inputs with the documents of the provider, without a configuration.
fn as_is(published: &Published, rows: &[Row]) -> (Drafted, About) {
    let documents = Copied::OfServices(published.services.iter().map(copied).collect());
    (drafted(published, rows, documents, Vec::new()), draft::about(published, None))
}

/// Returns the inputs with the documents of the vendor, without a configuration.
fn on_vendor(
    published: &Published,
    rows: &[Row],
    specs: Vec<InputFile>,
    lost: &mut Vec<Lost>,
) -> Result<(Drafted, About), Error> {
    let mut fitted = vendor::fit(&published.services, rows, specs)?;
    lost.append(&mut fitted.lost);
    let drafted = drafted(published, &fitted.rows, fitted.documents, fitted.overlays);
    Ok((drafted, draft::about(published, Some(fitted.blocks))))
}

fn drafted(published: &Published, rows: &[Row], documents: Copied, overlays: Vec<File>) -> Drafted {
    Drafted {
        config: String::new(),
        mapping: mapping::csv(rows),
        documents,
        overlays,
        views: views::fragments(&published.services, published.name(), draft::titles(published.services.iter())),
        texts: Vec::new(),
    }
}

/// Returns a document with its service and its path in the new folder.
fn copied(service: &Service) -> (String, File) {
    (service.key.clone(), (document(&service.key), service.bytes.clone()))
}

/// The path of a service's document in the new folder.
fn document(service: &str) -> String {
    format!("services/{service}.yaml")
}
