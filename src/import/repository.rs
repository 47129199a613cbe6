//! Takes over a repository of StackQL's provider tools: its documents by service, its mapping, and its settings.
//!
//! The tools read `provider-dev/source`, one document a service, and `provider-dev/config`: `all_services.csv` has the
//! columns of a mapping, `servers.json`, `provider_config.json` and `service_config.json` are blocks of documents.

use std::fs;
use std::path::{Path, PathBuf};

use minijinja::context;

use crate::config::ConfigFile;
use crate::error::Error;
use crate::pipeline;
use crate::place::Place;
use crate::render::{RenderError, environment, fault, object};
use crate::source::{self, InputFile, Inputs, MAX_MEGABYTES, ServiceFile, read_file};
use crate::sql::is_identifier;
use crate::tree::{Node, yaml, yaml_writer};

use super::imported::{CONFIG, Imported, MAPPING};
use super::settings::Written;

const TEMPLATE: (&str, &str) = ("repository.yaml.j2", include_str!("../../templates/import/repository.yaml.j2"));

/// The mapping, from the root of the repository.
const SERVICES: &str = "provider-dev/config/all_services.csv";

/// The folder of the documents.
const SOURCE: &str = "provider-dev/source";

/// The folder of what the tools generate.
const REGISTRY: &str = "provider-dev/openapi/src";

/// The files that may hold the commands, and the flag by which the tools give properties of bodies their own names.
const COMMANDS: [&str; 3] = ["Makefile", "package.json", "README.md"];
const NAIVE: &str = "--naive-req-body-translate";

const HELP: &str = "check the permissions of the file";

/// Whether a folder is a repository of StackQL's provider tools.
pub fn is_repository(root: &Path) -> bool {
    root.join(SERVICES).is_file()
}

/// Drafts the inputs of a repository.
///
/// # Errors
/// A file that cannot be read or understood, no documents, no name.
pub fn import(root: &Path) -> Result<Imported, Error> {
    let name = name(root)?;
    let documents = documents(root)?;
    let mapping = read_file(&root.join(SERVICES), MAX_MEGABYTES, HELP)?;
    let config = configuration(root, &name)?;
    let inputs = Inputs {
        texts: Vec::new(),
        schemas: Vec::new(),
        config: ConfigFile::read(config.as_bytes(), Path::new(CONFIG))?,
        overlays: Vec::new(),
        views: Vec::new(),
        mapping: InputFile { path: root.join(SERVICES), bytes: mapping.clone() },
        documents: source::Documents::OfServices(documents.iter().map(of_service).collect()),
        examples: Vec::new(),
        changes: None,
    };
    let (provider, _) = pipeline::documents(inputs)?;
    let file = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut files: Vec<(String, Vec<u8>)> =
        documents.into_iter().map(|(_, path, bytes)| (format!("services/{}", file(&path)), bytes)).collect();
    files.extend([(MAPPING.to_owned(), mapping), (CONFIG.to_owned(), config.into_bytes())]);
    let (lost, differences, settings) = (Vec::new(), Vec::new(), Written::default());
    Ok(Imported { name, files, counts: provider.counts(), lost, differences, settings })
}

fn of_service((service, path, bytes): &(String, PathBuf, Vec<u8>)) -> ServiceFile {
    ServiceFile { service: service.clone(), file: InputFile { path: path.clone(), bytes: bytes.clone() } }
}

/// Returns the name of the provider: that of the only one which the tools have generated, or else that of the repository
/// without what all such repositories begin with.
fn name(root: &Path) -> Result<String, Error> {
    let generated = fs::read_dir(root.join(REGISTRY)).into_iter().flatten().flatten();
    let mut generated: Vec<String> = generated.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    let folder = root.canonicalize().map_err(|error| Error::io("read", root, error, HELP))?;
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let of_folder = folder.strip_prefix("stackql-provider-").unwrap_or(&folder).replace('-', "_");
    let name = generated.pop().filter(|_| generated.is_empty()).unwrap_or(of_folder);
    if is_identifier(&name) {
        return Ok(name);
    }
    let help = "rename the folder of the repository to `stackql-provider-NAME`";
    Err(Error::usage(format!("`{name}` cannot be the name of a provider in SQL"), help))
}

/// Returns the documents with their services, sorted by name.
fn documents(root: &Path) -> Result<Vec<(String, PathBuf, Vec<u8>)>, Error> {
    let folder = root.join(SOURCE);
    let failed = |error| Error::io("read", &folder, error, "run the command of the tools that splits the document");
    let entries = fs::read_dir(&folder).map_err(failed)?.flatten().map(|entry| entry.path());
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml" || ending == "json");
    let mut paths: Vec<PathBuf> = entries.filter(is_document).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let service = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = read_file(&path, MAX_MEGABYTES, HELP)?;
        Ok((service, path, bytes))
    };
    let documents: Vec<_> = paths.into_iter().map(read).collect::<Result<_, Error>>()?;
    if documents.is_empty() {
        let help = "run the command of the tools that splits the document";
        return Err(Error::input("the folder contains no document", Place::file(&folder), help));
    }
    Ok(documents)
}

fn configuration(root: &Path, name: &str) -> Result<String, Error> {
    let block = |key: &str, file: &str| -> Result<String, Error> {
        let path = root.join("provider-dev/config").join(file);
        if !path.is_file() {
            return Ok(String::new());
        }
        let node = yaml::read(&read_file(&path, MAX_MEGABYTES, HELP)?, &path)?;
        Ok(written(key, &node))
    };
    let text = |file: &&str| fs::read_to_string(root.join(file)).unwrap_or_default();
    let blocks = [
        block("servers", "servers.json")?,
        block("config", "provider_config.json")?,
        block("service_config", "service_config.json")?,
    ];
    let is_naive = COMMANDS.iter().any(|file| text(file).contains(NAIVE));
    rendered(name, &blocks, is_naive).map_err(|error| fault(&error))
}

fn written(key: &str, node: &Node) -> String {
    yaml_writer::document(&object([(key, node.clone())])).trim_end().to_owned()
}

fn rendered(
    name: &str,
    [servers, config, service_config]: &[String; 3],
    is_naive: bool,
) -> Result<String, RenderError> {
    let page = context! { name, servers, config, service_config, has_naive_bodies => is_naive };
    Ok(environment(&[TEMPLATE])?.get_template(TEMPLATE.0)?.render(page)?)
}
