//! Takes over a published provider: drafts the inputs from which `generate` makes the same documents.
//!
//! ```text
//! published   a version folder         ->  its documents and their bytes
//! rows        resources and methods    ->  mapping.csv
//! views       resources                ->  views/SERVICE.yaml
//! draft       provider.yaml            ->  provgen.yaml
//! blocks      two states of documents  ->  where what is generated differs from what is published
//! ```
//!
//! Only `published` reads from the disk, and nothing here writes.

mod blocks;
mod configuration;
mod draft;
mod facts;
mod order;
mod published;
mod rows;
mod settings;
mod views;

use std::path::{Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::model::Counts;
use crate::pipeline;
use crate::place::Place;
use crate::registry::Folder;
use crate::source::{self, InputFile, Inputs, ServiceFile};

pub use blocks::Difference;
use published::Published;
pub use settings::Written;

/// The inputs of a published provider, and what they leave out.
pub struct Imported {
    /// The provider's folder in the registry.
    pub name: String,
    /// The files of the new folder by their paths, with `/`. The configuration comes last, as a folder without one is no
    /// provider.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the provider has.
    pub counts: Counts,
    /// What could not be read or written down at all.
    pub lost: Vec<Lost>,
    /// Where documents that are generated from the files differ from the published ones.
    pub differences: Vec<Difference>,
    /// The settings that undo the differences in methods and in the root settings of services.
    pub settings: Written,
}

/// Something of a published provider that no input can hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Where it stands.
    pub place: Place,
    /// What is lost, and why.
    pub what: String,
}

/// Drafts the inputs of a version of a provider.
///
/// # Errors
/// `provider.yaml` cannot be read, or a template has a fault.
pub fn import(folder: Folder) -> Result<Imported, Error> {
    let published = Published::read(folder)?;
    let (rows, mut lost) = rows::rows(&published);
    lost.extend(published.lost.iter().cloned());
    lost.sort();
    let config = configuration::configuration(&draft::settings(&published))?;
    let mapping = crate::mapping::csv(&rows);
    let views = views::fragments(&published);
    let inputs = inputs(&published, &config, &mapping, &views)?;
    let (provider, generated) = pipeline::documents(inputs)?;
    let differences = blocks::compare(&published, &generated);
    let settings = settings::shortest(
        &facts::of_methods(&published, &generated, &provider),
        &facts::of_services(&published, &generated),
    );
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    files.extend(published.services.iter().map(|service| (file_of(&service.key), service.bytes.clone())));
    files.extend(views.into_iter().map(|(service, text)| (format!("views/{service}.yaml"), text.into_bytes())));
    files.push((MAPPING.to_owned(), mapping));
    files.push((CONFIG.to_owned(), config.into_bytes()));
    let (name, counts) = (published.opened.folder.provider.clone(), provider.counts());
    Ok(Imported { name, files, counts, lost, differences, settings })
}

const CONFIG: &str = "provgen.yaml";

const MAPPING: &str = "mapping.csv";

fn file_of(service: &str) -> String {
    format!("services/{service}.yaml")
}

/// Returns the inputs as `generate` would read them from the new folder.
fn inputs(published: &Published, config: &str, mapping: &[u8], views: &[(String, String)]) -> Result<Inputs, Error> {
    let file = |path: String, bytes: &[u8]| InputFile { path: PathBuf::from(path), bytes: bytes.to_vec() };
    let of_service = |service: &str, path: String, bytes: &[u8]| ServiceFile {
        service: service.to_owned(),
        file: file(path, bytes),
    };
    let documents = published.services.iter();
    let documents = documents.map(|service| of_service(&service.key, file_of(&service.key), &service.bytes)).collect();
    let views = views.iter();
    let views = views.map(|(service, text)| of_service(service, format!("views/{service}.yaml"), text.as_bytes()));
    Ok(Inputs {
        config: ConfigFile::read(config.as_bytes(), Path::new(CONFIG))?,
        overlays: Vec::new(),
        views: views.collect(),
        mapping: file(MAPPING.to_owned(), mapping),
        documents: source::Documents::OfServices(documents),
        examples: Vec::new(),
        changes: None,
    })
}
