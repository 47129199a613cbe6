//! Reads `provider.yaml` and the services that it names.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::error::Error;
use crate::model::{Method, Protocol, Provider};
use crate::place::Place;
use crate::tree::{Node, Text};

use super::document::Document;
use super::folder::{Folder, PROVIDER};
use super::service::{self, About, ServiceFile};

/// A provider whose services have not been read yet.
pub struct Opened {
    /// The folder of the provider.
    pub folder: Folder,
    /// `provider.yaml`; empty if it cannot be read.
    pub document: Document,
    /// The error, if it cannot be read.
    pub error: Option<Error>,
    /// The services.
    pub entries: Vec<Entry>,
}

/// A service in `provider.yaml`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name in SQL.
    pub key: Text,
    /// The content of the entry.
    pub node: Node,
    /// The file in the folder, if there is one of exactly that name.
    pub file: Option<String>,
}

impl Entry {
    /// Returns the file as `provider.yaml` spells it.
    pub fn reference(&self) -> Option<&str> {
        self.node.get("service")?.reference()
    }
}

/// Reads `provider.yaml`. If that fails, takes each document in the folder for a service.
pub fn open(folder: Folder) -> Opened {
    let path = folder.path.join(PROVIDER);
    let name = format!("{}{PROVIDER}", folder.prefix());
    match Document::read(&path, name.clone()).and_then(of_entries) {
        Ok(document) => {
            let entries = entries(&document.tree, &folder);
            Opened { folder, document, error: None, entries }
        }
        Err(error) => {
            let entries = folder.files.iter().filter_map(|file| unnamed(file)).collect();
            let document = Document { path, name, tree: Node::default(), oddities: Vec::new(), is_normalised: false };
            Opened { folder, document, error: Some(error), entries }
        }
    }
}

/// Opens a provider that is not written yet, from what its `provider.yaml` will say.
pub fn unwritten(tree: &Node) -> Opened {
    let text = |key: &str| tree.text(key).unwrap_or_default().to_owned();
    let references = || tree.entries("providerServices").filter_map(|(_, node)| node.get("service")?.reference());
    // The folder may have another name than the provider, and each reference begins with it.
    let named = references().find_map(|file| Some(file.split_once('/')?.0.to_owned()));
    let provider = named.unwrap_or_else(|| text("name"));
    let mut folder = Folder { path: PathBuf::new(), provider, version: text("version"), files: BTreeSet::new() };
    let files = references().filter_map(|file| file.strip_prefix(&folder.prefix()));
    folder.files = files.chain([PROVIDER]).map(str::to_owned).collect();
    let document = Document::unwritten(format!("{}{PROVIDER}", folder.prefix()), tree);
    let entries = entries(&document.tree, &folder);
    Opened { folder, document, error: None, entries }
}

fn of_entries(document: Document) -> Result<Document, Error> {
    if document.tree.as_mapping().is_some() {
        return Ok(document);
    }
    let help = "write `name`, `version` and `providerServices`";
    Err(Error::input("this is not a provider: the file has no keys", Place::file(&document.path), help))
}

fn entries(tree: &Node, folder: &Folder) -> Vec<Entry> {
    let entry = |(key, node): (&Text, &Node)| {
        let file = node.get("service").and_then(Node::reference).and_then(|target| folder.file_of(target));
        Entry { key: key.clone(), file: file.map(str::to_owned), node: node.clone() }
    };
    tree.entries("providerServices").map(entry).collect()
}

fn unnamed(file: &str) -> Option<Entry> {
    let name = file.strip_prefix("services/")?.strip_suffix(".yaml")?;
    Some(Entry { key: name.into(), node: Node::default(), file: Some(file.to_owned()) })
}

impl Opened {
    /// Returns the name of the provider in SQL.
    pub fn name(&self) -> &str {
        self.document.tree.text("name").unwrap_or(&self.folder.provider)
    }

    /// Reads a service, or returns `None` if its file does not exist.
    pub fn service(&self, entry: &Entry) -> Option<Result<ServiceFile, Error>> {
        let file = entry.file.as_ref()?;
        let document = Document::read(&self.folder.path.join(file), self.name_of(file));
        Some(document.map(|document| service::service(document, &self.about(entry))))
    }

    /// Returns a service from what its file will say.
    pub fn unwritten_service(&self, entry: &Entry, tree: &Node) -> ServiceFile {
        let name = entry.reference().unwrap_or_default().to_owned();
        service::service(Document::unwritten(name, tree), &self.about(entry))
    }

    /// Returns a method from what the file of its service will say, without its verb.
    pub fn unwritten_method(&self, entry: &Entry, tree: &Node, resource: &str, name: &str) -> Option<Method> {
        service::method(tree, &self.about(entry), resource, name)
    }

    /// Parses the content of a service's file.
    ///
    /// # Errors
    /// Invalid YAML.
    pub fn service_of(&self, entry: &Entry, file: &str, bytes: &[u8]) -> Result<ServiceFile, Error> {
        let document = Document::parse(bytes, &self.folder.path.join(file), self.name_of(file))?;
        Ok(service::service(document, &self.about(entry)))
    }

    /// Returns a file as a `$ref` spells it.
    fn name_of(&self, file: &str) -> String {
        format!("{}{file}", self.folder.prefix())
    }

    fn about<'a>(&'a self, entry: &'a Entry) -> About<'a> {
        About { provider: self.name(), key: &entry.key, node: &entry.node, config: self.document.tree.get("config") }
    }

    /// Returns the provider without its services.
    pub fn provider(&self) -> Provider {
        let tree = &self.document.tree;
        let text = |key: &str| tree.text(key).filter(|text| !text.is_empty());
        let title = text("title").unwrap_or_else(|| self.name()).to_owned();
        Provider {
            name: self.name().to_owned(),
            folder: self.folder.provider.clone(),
            version: text("version").unwrap_or(&self.folder.version).to_owned(),
            description: text("description").map_or_else(|| title.clone(), str::to_owned),
            title,
            protocol: Protocol::of(tree),
            config: tree.get("config").cloned(),
            inputs: vec!["provider.yaml".to_owned()],
            services: Vec::new(),
        }
    }
}
