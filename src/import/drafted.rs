//! The inputs that an import drafts: as files, and as `generate` would read them from the new folder.

use std::path::{Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::source::{Documents, InputFile, Inputs, ServiceFile};

use super::imported::{CONFIG, MAPPING};

/// The path of a file in the new folder, and its content.
pub type File = (String, Vec<u8>);

/// The documents of the new folder.
pub enum Copied {
    /// One for all services.
    One(File),
    /// One a service, with its name.
    OfServices(Vec<(String, File)>),
}

/// The inputs of a provider.
pub struct Drafted {
    /// The configuration.
    pub config: String,
    /// The mapping.
    pub mapping: Vec<u8>,
    /// The documents.
    pub documents: Copied,
    /// Overlays, in the order of the configuration.
    pub overlays: Vec<File>,
    /// Files of views by service.
    pub views: Vec<(String, String)>,
    /// Texts that settings name, by path.
    pub texts: Vec<(String, String)>,
}

impl Drafted {
    /// Returns the files. The configuration comes last, as a folder without one is no provider.
    pub fn files(self) -> Vec<File> {
        let views = self.views.into_iter().map(|(service, text)| (view(&service), text.into_bytes()));
        let documents = match self.documents {
            Copied::One(file) => vec![file],
            Copied::OfServices(files) => files.into_iter().map(|(_, file)| file).collect(),
        };
        let texts = self.texts.into_iter().map(|(path, text)| (path, text.into_bytes()));
        let last = [(MAPPING.to_owned(), self.mapping), (CONFIG.to_owned(), self.config.into_bytes())];
        documents.into_iter().chain(self.overlays).chain(views).chain(texts).chain(last).collect()
    }

    /// Returns the inputs.
    ///
    /// # Errors
    /// A configuration that cannot be read.
    pub fn inputs(&self) -> Result<Inputs, Error> {
        let views = self.views.iter().map(|(service, text)| of_service(service, &view(service), text.as_bytes()));
        Ok(Inputs {
            texts: self.texts.iter().map(|(path, text)| file(path, text.as_bytes())).collect(),
            schemas: Vec::new(),
            config: ConfigFile::read(self.config.as_bytes(), Path::new(CONFIG))?,
            overlays: self.overlays.iter().map(|(path, bytes)| file(path, bytes)).collect(),
            views: views.collect(),
            mapping: file(MAPPING, &self.mapping),
            documents: self.documents.inputs(),
            examples: Vec::new(),
            changes: None,
        })
    }
}

impl Copied {
    fn inputs(&self) -> Documents {
        match self {
            Copied::One((path, bytes)) => Documents::One(file(path, bytes)),
            Copied::OfServices(files) => {
                let files = files.iter().map(|(service, (path, bytes))| of_service(service, path, bytes));
                Documents::OfServices(files.collect())
            }
        }
    }
}

fn view(service: &str) -> String {
    format!("views/{service}.yaml")
}

fn file(path: &str, bytes: &[u8]) -> InputFile {
    InputFile { path: PathBuf::from(path), bytes: bytes.to_vec() }
}

fn of_service(service: &str, path: &str, bytes: &[u8]) -> ServiceFile {
    ServiceFile { service: service.to_owned(), file: file(path, bytes) }
}
