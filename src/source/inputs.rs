//! Reads all inputs of a provider at once. What follows computes, and never touches the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::{Config, ConfigFile, Setting, Style, target};
use crate::error::Error;
use crate::place::Place;

use super::file::{InputFile, MAX_MEGABYTES, entries, read_configured, read_file};

/// Where views are if the configuration says nothing else.
const VIEWS: &str = "views";

/// Where schemas of settings are.
const SCHEMAS: &str = "schemas";

/// Where hand-written examples are.
const EXAMPLES: &str = "examples";

/// Where the inputs of a provider are.
#[derive(Clone, Debug)]
pub struct Job {
    /// `provgen.yaml`.
    pub config: PathBuf,
    /// Stands in for the document, or the folder of documents, that the configuration names; a
    /// SHA-256 counts all the same.
    pub spec: Option<PathBuf>,
    /// Stands in for the mapping that the configuration names.
    pub mapping: Option<PathBuf>,
    /// Stands in for the style of the pages that the configuration names.
    pub style: Option<Style>,
}

/// What is to be made of a provider, which decides what has to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Its model.
    Model,
    /// Its mapping, which need not be there yet.
    Mapping,
    /// Its provider documents and pages.
    Tree,
}

/// The inputs of a provider as they were read.
pub struct Inputs {
    /// `provgen.yaml`, understood already, because it names the other files.
    pub config: ConfigFile,
    /// The overlays, in the order in which they are applied.
    pub overlays: Vec<InputFile>,
    /// The templates of settings, in the order of their names.
    pub texts: Vec<InputFile>,
    /// The schemas of settings, in the order of their names.
    pub schemas: Vec<ServiceFile>,
    /// The views, in the order of their services.
    pub views: Vec<ServiceFile>,
    /// The mapping; without bytes if it is not there yet.
    pub mapping: InputFile,
    /// The API's documents.
    pub documents: Documents,
    /// Hand-written examples, in the order of the files.
    pub examples: Vec<InputFile>,
    /// What a maintainer has recorded about this version.
    pub changes: Option<InputFile>,
}

/// The API's documents.
pub enum Documents {
    /// One for the whole API.
    One(InputFile),
    /// One for each service, in the order of the services.
    OfServices(Vec<ServiceFile>),
    /// It is not here and has an address: an error once all else is understood, so that it hides no other.
    NotFetched(Error),
}

/// A file that is about one service, and called like it.
#[derive(Debug)]
pub struct ServiceFile {
    /// The name of the file without its ending.
    pub service: String,
    /// The file.
    pub file: InputFile,
}

/// Reads the inputs of a provider.
///
/// # Errors
/// A configuration that cannot be understood, and another file or folder that cannot be read.
pub fn read(job: &Job, purpose: Purpose) -> Result<Inputs, Error> {
    let mut config = ConfigFile::read(&read_config(&job.config)?, &job.config)?;
    config.config.docs.style = job.style.unwrap_or(config.config.docs.style);
    let folder = job.config.parent().unwrap_or(Path::new(""));
    let reader = Reader { job, purpose, config: &config.config, folder };
    let (overlays, views, mapping) = (reader.overlays()?, reader.views()?, reader.mapping()?);
    let (texts, schemas) = (reader.texts()?, reader.schemas()?);
    let documents = reader.documents()?;
    let (examples, changes) = match documents {
        Documents::NotFetched(_) => (Vec::new(), None),
        _ => (reader.examples()?, reader.changes()?),
    };
    Ok(Inputs { overlays, texts, schemas, views, mapping, documents, examples, changes, config })
}

/// Reads the bytes of a `provgen.yaml`.
///
/// # Errors
/// As [`read_file`].
pub fn read_config(path: &Path) -> Result<Vec<u8>, Error> {
    read_file(path, MAX_MEGABYTES, "give a provider under `specs`, or the path of a provgen.yaml")
}

/// Reads what a configuration names.
struct Reader<'a> {
    job: &'a Job,
    purpose: Purpose,
    config: &'a Config,
    /// The folder of the configuration.
    folder: &'a Path,
}

impl Reader<'_> {
    fn overlays(&self) -> Result<Vec<InputFile>, Error> {
        let help = "correct `source.overlays` in provgen.yaml";
        self.config.source.overlays.iter().map(|path| self.configured(self.folder.join(path), help)).collect()
    }

    /// Without a folder there are none, unless the configuration names it.
    fn views(&self) -> Result<Vec<ServiceFile>, Error> {
        let named = self.config.views.as_deref();
        let folder = self.folder.join(named.unwrap_or(Path::new(VIEWS)));
        if named.is_none() && !folder.is_dir() {
            return Ok(Vec::new());
        }
        let help = "check the permissions of the file, or move it out of the folder of views";
        let read = |(service, path)| Ok(ServiceFile { service, file: InputFile::read(path, help)? });
        of_services(&folder, "correct `views` in provgen.yaml")?.into_iter().map(read).collect()
    }

    fn texts(&self) -> Result<Vec<InputFile>, Error> {
        let paths: BTreeSet<&PathBuf> = self.config.settings.iter().flat_map(Setting::text_files).collect();
        let help = "correct `body_file` or `query_file` under `settings` in provgen.yaml";
        paths.into_iter().map(|path| InputFile::read(self.folder.join(path), help)).collect()
    }

    /// The schemas that settings name and a folder has.
    fn schemas(&self) -> Result<Vec<ServiceFile>, Error> {
        let folder = self.folder.join(SCHEMAS);
        let wanted: BTreeSet<&str> =
            self.config.settings.iter().flat_map(Setting::schemas).map(|(_, name)| name).collect();
        if wanted.is_empty() || !folder.is_dir() {
            return Ok(Vec::new());
        }
        let help = "check the permissions of the file, or move it out of the folder of schemas";
        let files = of_services(&folder, help)?.into_iter().filter(|(name, _)| wanted.contains(name.as_str()));
        files.map(|(service, path)| Ok(ServiceFile { service, file: InputFile::read(path, help)? })).collect()
    }

    fn mapping(&self) -> Result<InputFile, Error> {
        let path = self.job.mapping.clone().unwrap_or_else(|| self.folder.join(&self.config.mapping));
        if self.purpose == Purpose::Mapping && !path.exists() {
            return Ok(InputFile { path, bytes: Vec::new() });
        }
        let (target, given) =
            (target(&self.job.config), "correct `mapping` in provgen.yaml, or give a file with --mapping");
        let help = match &self.job.mapping {
            Some(file) => format!("{given}; for a new one, run: provgen map {target} --mapping {}", file.display()),
            None => format!("{given}; for a new one, run: provgen map {target}"),
        };
        InputFile::read(path, &help)
    }

    fn documents(&self) -> Result<Documents, Error> {
        let help = "correct `source.file` in provgen.yaml, or give a file with --spec";
        let source = &self.config.source;
        let place = |named: &PathBuf| self.job.spec.clone().unwrap_or_else(|| self.folder.join(named));
        if let Some(folder) = source.dir.as_ref().map(place) {
            let read = |(service, path)| Ok(ServiceFile { service, file: self.configured(path, help)? });
            return Ok(Documents::OfServices(documents(&folder)?.into_iter().map(read).collect::<Result<_, Error>>()?));
        }
        let path = source.file.as_ref().map(place).unwrap_or_default();
        if self.job.spec.is_none() && source.url.is_some() && !path.exists() {
            let help = format!("run: provgen fetch {}", self.job.config.display());
            return Ok(Documents::NotFetched(Error::NotFetched { file: path, help }));
        }
        Ok(Documents::One(self.configured(path, help)?))
    }

    /// Without a folder there are none.
    fn examples(&self) -> Result<Vec<InputFile>, Error> {
        let folder = self.folder.join(EXAMPLES);
        let is_wanted = match self.purpose {
            Purpose::Model | Purpose::Mapping => false,
            Purpose::Tree => self.config.docs.style.has_examples(),
        };
        if !is_wanted || !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut paths = entries(&folder, "check the permissions of the folder")?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
        let help = "check the permissions of the file, or move it out of the folder of examples";
        paths.into_iter().map(|path| InputFile::read(path, help)).collect()
    }

    fn changes(&self) -> Result<Option<InputFile>, Error> {
        let help = "correct `docs.changes` in provgen.yaml, or create the file with `provgen diff BASE REV --format \
             json=FILE`";
        let named = self.config.docs.changes.as_ref().filter(|_| self.purpose == Purpose::Tree);
        named.map(|path| InputFile::read(self.folder.join(path), help)).transpose()
    }

    /// A file whose size `source.max_megabytes` limits.
    fn configured(&self, path: PathBuf, help: &str) -> Result<InputFile, Error> {
        let bytes = read_configured(&path, self.config.source.max_megabytes.unwrap_or(MAX_MEGABYTES), help)?;
        Ok(InputFile { path, bytes })
    }
}

/// Returns the YAML and JSON files of a folder, of which there must be one.
///
/// # Errors
/// The folder cannot be read, or has no such file.
pub fn listed(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = entries(folder, "check the permissions of the folder")?;
    files.retain(|path| service_of_file(path).is_some());
    match files.is_empty() {
        true => Err(Error::input(
            "the folder contains no document",
            Place::file(folder),
            "give a folder with .yaml or .json files",
        )),
        false => Ok(files),
    }
}

/// The documents of a folder, of which there must be one.
fn documents(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let files = of_services(folder, "correct `source.dir` in provgen.yaml, or give a folder with --spec")?;
    if files.is_empty() {
        return Err(Error::input(
            "the folder contains no document",
            Place::file(folder),
            "add a .yaml or .json file for each service",
        ));
    }
    Ok(files)
}

/// The YAML and JSON files of a folder by the name of their service, which no two may share.
fn of_services(folder: &Path, help: &str) -> Result<BTreeMap<String, PathBuf>, Error> {
    let mut files = BTreeMap::new();
    for path in entries(folder, help)? {
        let Some(service) = service_of_file(&path) else { continue };
        if let Some(other) = files.insert(service.clone(), path.clone()) {
            let message = format!("this file and {} have the same service name `{service}`", other.display());
            return Err(Error::input(message, Place::file(&path), "rename or remove one of the two"));
        }
    }
    Ok(files)
}

fn service_of_file(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?;
    let is_document = matches!(ending, "yaml" | "yml" | "json") && path.is_file();
    is_document.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_a_purpose_needs_has_to_be_there() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("write");
        let source = "source: {file: a.yaml}\ndocs: {style: classic, changes: none.json}\n";
        put("provgen.yaml", &format!("provider: p\ntitle: P\ndescription: D.\n{source}"));
        put("a.yaml", "openapi: 3.0.3");
        fs::create_dir_all(folder.path().join("examples/folder.md")).expect("create folder");
        let config = folder.path().join("provgen.yaml");
        let outcome = |purpose, style| {
            let read = read(&Job { config: config.clone(), spec: None, mapping: None, style }, purpose);
            let Err(Error::Io { path, .. }) = read else { return String::new() };
            path.strip_prefix(folder.path()).unwrap_or(&path).to_string_lossy().into_owned()
        };
        assert_eq!(outcome(Purpose::Mapping, None), "");
        assert_eq!(outcome(Purpose::Model, None), "mapping.csv");
        put("mapping.csv", "");
        assert_eq!(outcome(Purpose::Model, None), "");
        assert_eq!(outcome(Purpose::Tree, Some(Style::Guide)), "examples/folder.md");
        assert_eq!(outcome(Purpose::Tree, None), "none.json");
    }
}
