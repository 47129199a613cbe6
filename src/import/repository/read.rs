//! Reads the files of a repository.
//!
//! The tools read `provider-dev/source`, one document a service, and `provider-dev/config`: `all_services.csv` has the
//! columns of a mapping, `servers.json`, `provider_config.json` and `service_config.json` are blocks of documents.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::mapping::HEADER;
use crate::place::Place;
use crate::registry::Document;
use crate::source::{MAX_MEGABYTES, read_file};
use crate::sql::is_identifier;
use crate::tree::{Node, yaml};

use super::super::lost::Lost;
use super::super::published::{Service, oddities};
use super::super::vendor::Blocks;
use super::flags::Commands;

/// The mapping, from the root of the repository.
const SERVICES: &str = "provider-dev/config/all_services.csv";

/// The folder of the documents.
const SOURCE: &str = "provider-dev/source";

/// The folder of what the tools generate.
const REGISTRY: &str = "provider-dev/openapi/src";

/// Folders with files for people and for further steps.
const OTHERS: [&str; 3] = ["provider-dev/config", "provider-dev/docgen/provider-data", "provider-dev/scripts"];

/// The blocks of documents: the file and the flag of a command.
const SERVERS: (&str, &str) = ("provider-dev/config/servers.json", "--servers");
const PROVIDER_CONFIG: (&str, &str) = ("provider-dev/config/provider_config.json", "--provider-config");
const SERVICE_CONFIG: (&str, &str) = ("provider-dev/config/service_config.json", "--service-config");

/// The flag by which the tools give properties of bodies their own names.
const NAIVE: &str = "--naive-req-body-translate";

const HELP: &str = "check the permissions of the file";

/// What a repository says.
pub struct Repository {
    /// The name of the provider.
    pub name: String,
    /// The documents by service, sorted by name.
    pub services: Vec<Service>,
    /// The mapping.
    pub mapping: Vec<u8>,
    /// The servers.
    pub servers: Option<Node>,
    /// The `config` of `provider.yaml`.
    pub config: Option<Node>,
    /// The `x-stackQL-config` of documents.
    pub service_config: Option<Node>,
    /// Whether properties of request bodies have their own names.
    pub has_naive_bodies: bool,
    /// What is said of the vendor's documents, if they stand in place of the repository's.
    pub vendor: Option<Blocks>,
    /// What cannot be taken over.
    pub lost: Vec<Lost>,
}

/// Whether a folder is a repository of StackQL's provider tools.
pub fn is_repository(root: &Path) -> bool {
    root.join(SERVICES).is_file() || root.join(SOURCE).is_dir()
}

impl Repository {
    /// Reads a repository.
    ///
    /// # Errors
    /// A file that cannot be read or understood, no documents, no name.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let services = services(root)?;
        let commands = Commands::read(root);
        let path = root.join(SERVICES);
        let mapping = if path.is_file() { read_file(&path, MAX_MEGABYTES, HELP)? } else { HEADER.as_bytes().to_vec() };
        let block = |(file, flag): (&str, &str)| block(root, file, commands.value(flag));
        let config = block(PROVIDER_CONFIG)?.map(|node| inner(&node));
        let mut lost: Vec<Lost> = services.iter().flat_map(|service| oddities(&service.document)).collect();
        lost.extend(unread(root, &commands));
        Ok(Repository {
            name: name(root)?,
            services,
            mapping,
            servers: block(SERVERS)?,
            config,
            service_config: block(SERVICE_CONFIG)?,
            has_naive_bodies: commands.has(NAIVE),
            vendor: None,
            lost,
        })
    }
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

fn services(root: &Path) -> Result<Vec<Service>, Error> {
    let folder = root.join(SOURCE);
    let failed = |error| Error::io("read", &folder, error, "run the command of the tools that splits the document");
    let entries = fs::read_dir(&folder).map_err(failed)?.flatten().map(|entry| entry.path());
    let endings = ["yaml", "yml", "json"];
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| endings.iter().any(|it| ending == *it));
    let mut paths: Vec<PathBuf> = entries.filter(is_document).collect();
    paths.sort();
    let services: Vec<_> = paths.iter().map(|path| service(path)).collect::<Result<_, Error>>()?;
    if services.is_empty() {
        let help = "run the command of the tools that splits the document";
        return Err(Error::input("the folder contains no document", Place::file(&folder), help));
    }
    Ok(services)
}

fn service(path: &Path) -> Result<Service, Error> {
    let key = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if !path.is_file() {
        return Err(Error::input("this is no file", Place::file(path), "remove it"));
    }
    let bytes = read_file(path, MAX_MEGABYTES, HELP)?;
    let document = Document::parse(&bytes, path, key.clone())?;
    Ok(Service { key, entry: Node::default(), bytes, document })
}

/// Returns a block that is a file of its own, or the value of a flag: JSON, or the path of a file.
fn block(root: &Path, file: &str, flag: Option<String>) -> Result<Option<Node>, Error> {
    let of_file = |path: PathBuf| yaml::read(&read_file(&path, MAX_MEGABYTES, HELP)?, &path).map(Some);
    if root.join(file).is_file() {
        return of_file(root.join(file));
    }
    match flag {
        Some(value) if value.starts_with(['{', '[']) => Ok(yaml::read(value.as_bytes(), root).ok()),
        Some(value) if is_inside(&value) && root.join(&value).is_file() => of_file(root.join(value)),
        _ => Ok(None),
    }
}

/// Whether a path leads nowhere but into the repository.
fn is_inside(path: &str) -> bool {
    Path::new(path)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir))
}

/// The library of the tools takes the block in an object, their command the block itself.
fn inner(node: &Node) -> Node {
    let is_wrapped = node.as_mapping().is_some_and(|entries| entries.len() == 1);
    node.get("config").filter(|_| is_wrapped).unwrap_or(node).clone()
}

/// Files for steps that provgen does not have.
fn unread(root: &Path, commands: &Commands) -> Vec<Lost> {
    let blocks = [SERVERS, PROVIDER_CONFIG, SERVICE_CONFIG];
    let named =
        blocks.iter().filter(|(file, _)| !root.join(file).is_file()).filter_map(|(_, flag)| commands.value(flag));
    let known = [SERVICES.to_owned()].into_iter().chain(blocks.map(|(file, _)| file.to_owned())).chain(named);
    let known: Vec<PathBuf> = known.map(|file| root.join(file)).collect();
    let entries = OTHERS.iter().flat_map(|folder| fs::read_dir(root.join(folder)).into_iter().flatten().flatten());
    let files = entries.map(|entry| entry.path()).filter(|path| path.is_file() && !known.contains(path));
    let lost =
        |path: PathBuf| Lost { place: Place::file(&path), what: "the file, which provgen does not read".to_owned() };
    files.map(lost).collect()
}
