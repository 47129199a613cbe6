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

use std::path::{Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::mapping;
use crate::pipeline;
use crate::registry::Folder;
use crate::source::{self, InputFile, Inputs, ServiceFile};

pub use blocks::Difference;
pub use imported::Imported;
use imported::{CONFIG, MAPPING};
pub use lost::Lost;
use published::Published;
pub use repository::{import as import_repository, is_repository};
pub use settings::Written;

/// Drafts the inputs of a version of a provider.
///
/// # Errors
/// `provider.yaml` cannot be read, or a template has a fault.
pub fn import(folder: Folder) -> Result<Imported, Error> {
    let published = Published::read(folder)?;
    let (rows, mut lost) = rows::rows(&published);
    lost.extend(published.lost.iter().cloned());
    lost.sort();
    let mut draft = Draft {
        published: &published,
        config: configuration::configuration(&draft::about(&published), "")?,
        mapping: mapping::csv(&rows),
        views: views::fragments(&published),
        texts: Vec::new(),
    };
    let (provider, mut generated) = pipeline::documents(draft.inputs()?)?;
    let settings = settings::shortest(
        &facts::of_methods(&published, &generated, &provider),
        &facts::of_services(&published, &generated),
    );
    draft.config = configuration::configuration(&draft::about(&published), &settings.text)?;
    draft.texts.clone_from(&settings.files);
    (_, generated) = pipeline::documents(draft.inputs()?)?;
    let differences = blocks::compare(&published, &generated);
    let (name, counts) = (published.opened.folder.provider.clone(), provider.counts());
    Ok(Imported { name, files: draft.files(), counts, lost, differences, settings })
}

/// The inputs that are written.
struct Draft<'a> {
    published: &'a Published,
    config: String,
    mapping: Vec<u8>,
    /// Files of views by service.
    views: Vec<(String, String)>,
    /// Texts that settings name, by path.
    texts: Vec<(String, String)>,
}

impl Draft<'_> {
    fn files(self) -> Vec<(String, Vec<u8>)> {
        let views = self.views.into_iter().map(|(service, text)| (format!("views/{service}.yaml"), text.into_bytes()));
        let documents = self.published.services.iter();
        let documents = documents.map(|service| (document(&service.key), service.bytes.clone()));
        let texts = self.texts.into_iter().map(|(path, text)| (path, text.into_bytes()));
        let files = documents.chain(views).chain(texts).chain([(MAPPING.to_owned(), self.mapping)]);
        files.chain([(CONFIG.to_owned(), self.config.into_bytes())]).collect()
    }

    /// Returns the inputs as `generate` would read them from the new folder.
    fn inputs(&self) -> Result<Inputs, Error> {
        let file = |path: String, bytes: &[u8]| InputFile { path: PathBuf::from(path), bytes: bytes.to_vec() };
        let of_service = |service: &str, path: String, bytes: &[u8]| ServiceFile {
            service: service.to_owned(),
            file: file(path, bytes),
        };
        let documents = self.published.services.iter();
        let documents = documents.map(|it| of_service(&it.key, document(&it.key), &it.bytes));
        let views = self.views.iter();
        let views = views.map(|(service, text)| of_service(service, format!("views/{service}.yaml"), text.as_bytes()));
        let texts = self.texts.iter().map(|(path, text)| file(path.clone(), text.as_bytes()));
        Ok(Inputs {
            texts: texts.collect(),
            schemas: Vec::new(),
            config: ConfigFile::read(self.config.as_bytes(), Path::new(CONFIG))?,
            overlays: Vec::new(),
            views: views.collect(),
            mapping: file(MAPPING.to_owned(), &self.mapping),
            documents: source::Documents::OfServices(documents.collect()),
            examples: Vec::new(),
            changes: None,
        })
    }
}

/// The path of a service's document in the new folder.
fn document(service: &str) -> String {
    format!("services/{service}.yaml")
}
