//! All rules over a registry, one document at a time.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::engine::Profile;
use crate::engine::predict::Documents;
use crate::error::Error;
use crate::finding::{self, Finding, Located, Rule, YAML_PARSE_ERROR};
use crate::place::Place;
use crate::registry::{self, Document, Found, Opened, ServiceFile};
use crate::tree::Node;

use super::{Findings, Look, MethodContext, ProviderContext, ResourceContext, ServiceContext, looks};

/// A provider or a document to check, before service documents are read.
pub enum Subject {
    /// A version of a provider.
    Provider(Box<Opened>),
    /// A service document that stands alone.
    Document(PathBuf),
}

impl Subject {
    pub fn open(found: Found) -> Self {
        match found {
            Found::Folder(folder) => Subject::Provider(Box::new(registry::open(folder))),
            Found::Document(path) => Subject::Document(path),
        }
    }

    pub fn path(&self) -> &Path {
        match self {
            Subject::Provider(opened) => &opened.folder.path,
            Subject::Document(path) => path,
        }
    }

    /// Number of service documents.
    pub fn files(&self) -> usize {
        match self {
            Subject::Provider(opened) => opened.entries.iter().filter(|entry| entry.file.is_some()).count(),
            Subject::Document(_) => 1,
        }
    }

    fn check(&self, profile: Profile, on_file: &(dyn Fn() + Sync)) -> Vec<Located> {
        match self {
            Subject::Provider(opened) => check_provider(opened, profile, on_file),
            Subject::Document(path) => {
                let located = check_alone(path, profile);
                on_file();
                located
            }
        }
    }
}

/// Checks everything below a path. Calls `on_file` after each service document.
///
/// # Errors
/// There is no registry below the path.
pub fn validate(path: &Path, on_file: &(dyn Fn() + Sync)) -> Result<Vec<Located>, Error> {
    let subjects: Vec<Subject> = registry::find(path)?.into_par_iter().map(Subject::open).collect();
    Ok(check_all(&subjects, Profile::default(), on_file))
}

/// Checks subjects for the releases of a profile. `on_file` is told when a service document is done.
pub fn check_all(subjects: &[Subject], profile: Profile, on_file: &(dyn Fn() + Sync)) -> Vec<Located> {
    let located = subjects.par_iter().flat_map_iter(|subject| subject.check(profile, on_file));
    finding::sorted(located.collect())
}

/// Checks a provider and its services, of which no more are in memory than there are threads.
pub fn check_provider(opened: &Opened, profile: Profile, on_file: &(dyn Fn() + Sync)) -> Vec<Located> {
    let mut located: Vec<Located> = match &opened.error {
        Some(error) => vec![unreadable(error)],
        None => check_provider_file(opened, profile),
    };
    let services = opened.entries.par_iter().filter_map(|entry| opened.service(entry));
    located.par_extend(services.flat_map_iter(|service| {
        let located = match service {
            Ok(file) => check_document(Some(opened), &file, profile),
            Err(error) => vec![unreadable(&error)],
        };
        on_file();
        located
    }));
    located
}

fn check_alone(path: &Path, profile: Profile) -> Vec<Located> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match Document::read(path, name) {
        Ok(document) => check_document(None, &ServiceFile::alone(document), profile),
        Err(error) => vec![unreadable(&error)],
    }
}

/// Returns the finding for an unreadable file.
fn unreadable(error: &Error) -> Located {
    let place = match error {
        Error::Io { path, .. } => Place::file(path),
        _ => error.place().cloned().unwrap_or_else(|| Place::file(Path::new(""))),
    };
    let (rule, severity) = (YAML_PARSE_ERROR.id, YAML_PARSE_ERROR.in_validate());
    Located { rule, severity, message: error.fault(), place, help: error.help().to_owned() }
}

fn check_provider_file(opened: &Opened, profile: Profile) -> Vec<Located> {
    finding::locate_in(&in_provider_file(opened, profile, |_| true), &opened.document.path, &opened.document.tree)
}

/// Checks a service document.
pub fn check_document(provider: Option<&Opened>, file: &ServiceFile, profile: Profile) -> Vec<Located> {
    finding::locate_in(&in_document(provider, file, profile, |_| true), &file.document.path, &file.document.tree)
}

/// Which rules count.
type Counts = fn(&Rule) -> bool;

/// Checks documents that are not written yet by the rules that count. Returns the findings in `provider.yaml`, and those in
/// the document of each service by its name. The file of a mark is the input that the node comes from.
pub fn check_unwritten(
    documents: &Documents,
    profile: Profile,
    counts: Counts,
) -> (Vec<Finding>, Vec<(String, Vec<Finding>)>) {
    let opened = registry::unwritten(&documents.provider);
    let services = opened.entries.par_iter().filter_map(|entry| {
        let file = opened.unwritten_service(entry, documents.services.get(&*entry.key)?);
        Some((entry.key.to_string(), in_document(Some(&opened), &file, profile, counts)))
    });
    (in_provider_file(&opened, profile, counts), services.collect())
}

/// Checks the settings of a service on their own, without its methods.
pub fn check_settings(config: &Node, profile: Profile, counts: Counts) -> Vec<Finding> {
    let tree = Node::default().with("x-stackQL-config", config.clone());
    let file = ServiceFile::alone(Document::unwritten(String::new(), &tree));
    in_document(None, &file, profile, counts)
}

fn in_provider_file(opened: &Opened, profile: Profile, counts: Counts) -> Vec<Finding> {
    let context = ProviderContext { opened };
    gather(profile, counts, |look, findings| match look {
        Look::Document(look) => look(&opened.document, findings),
        Look::Provider(look) => look(&context, findings),
        _ => {}
    })
}

fn in_document(provider: Option<&Opened>, file: &ServiceFile, profile: Profile, counts: Counts) -> Vec<Finding> {
    let service = ServiceContext::new(provider, file);
    let resources: Vec<ResourceContext<'_>> = file
        .service
        .resources
        .iter()
        .filter_map(|resource| {
            let (name, node) = service.resource(&resource.name)?;
            Some(ResourceContext { service: &service, name, node, resource })
        })
        .collect();
    let methods: Vec<MethodContext<'_>> = resources
        .iter()
        .flat_map(|it| {
            it.node.entries("methods").map(|(name, node)| MethodContext::new(it.service, it.resource, name, node))
        })
        .collect();
    gather(profile, counts, |look, findings| match look {
        Look::Document(look) => look(&file.document, findings),
        Look::Service(look) => look(&service, findings),
        Look::Resource(look) => resources.iter().for_each(|resource| look(resource, findings)),
        Look::Method(look) => methods.iter().for_each(|method| look(method, findings)),
        Look::Provider(_) => {}
    })
}

fn gather(profile: Profile, counts: Counts, mut run: impl FnMut(&'static Look, &mut Findings)) -> Vec<Finding> {
    let mut all = Vec::new();
    for (rule, look) in looks().filter(|(rule, _)| counts(rule)) {
        let mut findings = Findings { rule, profile, found: Vec::new() };
        run(look, &mut findings);
        all.append(&mut findings.found);
    }
    all
}
