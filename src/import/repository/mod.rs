//! Takes over a repository of StackQL's provider tools: its documents by service, its mapping, and its settings.
//!
//! ```text
//! read       provider-dev   ->  documents, mapping, blocks of settings
//! flags      commands       ->  blocks of settings that stand in them
//! complete   documents      ->  rows that the mapping lacks: of resources in them, and of operations that name theirs
//! ```

mod complete;
mod flags;
mod read;

use std::path::Path;

use minijinja::context;

use crate::error::Error;
use crate::mapping;
use crate::pipeline;
use crate::render::{RenderError, environment, fault, object};
use crate::source::InputFile;
use crate::tree::{Node, yaml_writer};

use super::configuration::vendored;
use super::drafted::{Copied, Drafted, File};
use super::imported::{Imported, MAPPING};
use super::published::Service;
use super::settings::{self, Facts, Written};
use super::{draft, facts, vendor, views};

use read::Repository;
pub use read::is_repository;

const TEMPLATE: (&str, &str) = ("repository.yaml.j2", include_str!("../../../templates/import/repository.yaml.j2"));

/// Drafts the inputs of a repository. The vendor's documents stand in place of the repository's, if there are any.
///
/// # Errors
/// A file that cannot be read or understood, no documents, no name.
pub fn import(root: &Path, specs: Vec<InputFile>) -> Result<Imported, Error> {
    let mut repository = Repository::read(root)?;
    let mut drafted = drafted(&repository)?;
    repository.lost.append(&mut complete::complete(&repository.services, &mut drafted, !specs.is_empty())?);
    if !specs.is_empty() {
        on_vendor(&mut repository, &mut drafted, specs)?;
    }
    let settings = settings(&repository, &drafted)?;
    drafted.config = configuration(&repository, &settings.text)?;
    drafted.texts.clone_from(&settings.files);
    let (provider, _) = pipeline::documents(drafted.inputs()?)?;
    let Repository { name, mut lost, .. } = repository;
    lost.sort();
    lost.dedup();
    let (counts, differences) = (provider.counts(), Vec::new());
    Ok(Imported { name, files: drafted.files(), counts, lost, differences, settings })
}

/// Returns the inputs without what stands in the documents.
fn drafted(repository: &Repository) -> Result<Drafted, Error> {
    let with_resources: Vec<&Service> = repository.services.iter().filter(|it| has_resources(it)).collect();
    let titles = draft::titles(with_resources.iter().copied());
    Ok(Drafted {
        config: configuration(repository, "")?,
        mapping: repository.mapping.clone(),
        documents: Copied::OfServices(repository.services.iter().map(copied).collect()),
        overlays: Vec::new(),
        views: views::fragments(with_resources.iter().copied(), &repository.name, titles),
        texts: Vec::new(),
    })
}

fn copied(service: &Service) -> (String, File) {
    let file = service.document.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (service.key.clone(), (format!("services/{file}"), service.bytes.clone()))
}

fn has_resources(service: &Service) -> bool {
    service.resources().next().is_some()
}

/// Puts the vendor's documents in place of the repository's.
fn on_vendor(repository: &mut Repository, drafted: &mut Drafted, specs: Vec<InputFile>) -> Result<(), Error> {
    let rows = mapping::read(&drafted.mapping, Path::new(MAPPING))?;
    let mut fitted = vendor::fit(&repository.services, &rows, specs)?;
    repository.lost.append(&mut fitted.lost);
    repository.vendor = Some(fitted.blocks);
    drafted.mapping = mapping::csv(&fitted.rows);
    (drafted.documents, drafted.overlays) = (fitted.documents, fitted.overlays);
    drafted.config = configuration(repository, "")?;
    Ok(())
}

/// Returns the settings of methods that stand in documents, and those of the documents themselves.
fn settings(repository: &Repository, drafted: &Drafted) -> Result<Written, Error> {
    let services = &repository.services;
    if !services.iter().any(|it| has_resources(it) || it.document.tree.get("x-stackQL-config").is_some()) {
        return Ok(Written::default());
    }
    let (provider, generated) = pipeline::documents(drafted.inputs()?)?;
    let with_config = services.iter().filter(|it| it.document.tree.get("x-stackQL-config").is_some());
    let mut methods = facts::of_methods(services, &generated, &provider);
    if repository.vendor.is_some() {
        methods.iter_mut().for_each(Facts::keep_operation);
    }
    Ok(settings::shortest(&methods, &facts::of_services(with_config, &generated)))
}

fn configuration(repository: &Repository, settings: &str) -> Result<String, Error> {
    rendered(repository, settings).map_err(|error| fault(&error))
}

fn rendered(repository: &Repository, settings: &str) -> Result<String, RenderError> {
    let block = |(key, node): (&str, &Option<Node>)| {
        let node = node.as_ref().map(|node| object([(key, node.clone())]));
        node.map(|node| yaml_writer::document(&node).trim_end().to_owned()).unwrap_or_default()
    };
    // The flags of the tools outrank the servers of documents.
    let of_vendor = repository.vendor.as_ref().and_then(|vendor| vendor.servers.clone());
    let servers = repository.servers.clone().or(of_vendor);
    let page = context! {
        name => repository.name.as_str(),
        servers => block(("servers", &servers)),
        config => block(("config", &repository.config)),
        service_config => block(("service_config", &repository.service_config)),
        has_naive_bodies => repository.has_naive_bodies,
        settings => settings,
        vendor => repository.vendor.as_ref().map(vendored),
    };
    Ok(environment(&[TEMPLATE])?.get_template(TEMPLATE.0)?.render(page)?)
}
