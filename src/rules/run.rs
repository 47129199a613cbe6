//! All rules over a registry, one document at a time.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Place};
use crate::finding::Severity;
use crate::registry::{self, Document, Found, Opened, ServiceFile};
use crate::report::{self, Located};

use super::{CHECKS, Findings, Look, MethodContext, ProviderContext, ResourceContext, ServiceContext, find};

/// Checks everything below a path. `on_file` is told when a file is done.
///
/// # Errors
/// Nothing of a registry is there.
pub fn validate(path: &Path, on_file: &(dyn Fn() + Sync)) -> Result<Vec<Located>, Error> {
    let found = registry::find(path)?;
    let located = found.into_par_iter().flat_map_iter(|found| match found {
        Found::Folder(folder) => check_provider(&registry::open(folder), on_file),
        Found::Document(path) => check_alone(&path),
    });
    Ok(report::sorted(located.collect()))
}

/// Checks a provider and its services, of which no more are in memory than there are threads.
pub fn check_provider(opened: &Opened, on_file: &(dyn Fn() + Sync)) -> Vec<Located> {
    let mut located: Vec<Located> = match &opened.error {
        Some(error) => vec![unreadable(error)],
        None => check_provider_file(opened),
    };
    let services = opened.entries.par_iter().filter_map(|entry| opened.service(entry));
    located.par_extend(services.flat_map_iter(|service| {
        let located = match service {
            Ok(file) => check_document(Some(opened), &file),
            Err(error) => vec![unreadable(&error)],
        };
        on_file();
        located
    }));
    located
}

fn check_alone(path: &Path) -> Vec<Located> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match Document::read(path, name) {
        Ok(document) => check_document(None, &ServiceFile::alone(document)),
        Err(error) => vec![unreadable(&error)],
    }
}

/// A file that cannot be read, as a finding.
fn unreadable(error: &Error) -> Located {
    let place = match error {
        Error::Io { path, .. } => Place::file(path),
        _ => error.place().cloned().unwrap_or_else(|| Place::file(Path::new(""))),
    };
    let rule = find("yaml-parse-error").map_or("yaml-parse-error", |check| check.rule.id);
    let help = error.help().to_owned();
    Located { rule, severity: Severity::Fatal, message: error.to_string(), place, help }
}

fn check_provider_file(opened: &Opened) -> Vec<Located> {
    let context = ProviderContext { opened };
    let findings = gather(|look, findings| match look {
        Look::Document(look) => look(&opened.document, findings),
        Look::Provider(look) => look(&context, findings),
        _ => {}
    });
    report::locate_in(&findings, &opened.document.path, &opened.document.tree)
}

/// Checks a service document.
pub fn check_document(provider: Option<&Opened>, file: &ServiceFile) -> Vec<Located> {
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
    let findings = gather(|look, findings| match look {
        Look::Document(look) => look(&file.document, findings),
        Look::Service(look) => look(&service, findings),
        Look::Resource(look) => resources.iter().for_each(|resource| look(resource, findings)),
        Look::Method(look) => methods.iter().for_each(|method| look(method, findings)),
        Look::Provider(_) | Look::Reader => {}
    });
    report::locate_in(&findings, &file.document.path, service.tree())
}

fn gather(mut run: impl FnMut(&'static Look, &mut Findings)) -> Vec<crate::finding::Finding> {
    let mut all = Vec::new();
    for check in CHECKS {
        let mut findings = Findings { rule: &check.rule, found: Vec::new() };
        check.looks.iter().for_each(|look| run(look, &mut findings));
        all.append(&mut findings.found);
    }
    all
}
