//! Reads methods with settings back from the documents, so that pages say what the engine makes of them.

use std::collections::HashMap;
use std::mem;

use rayon::prelude::*;

use crate::engine::predict::Documents;
use crate::model::{Method, Provider, Service};
use crate::registry::{self, ServiceFile};

/// Puts methods as the documents have them in place of those that settings change.
pub fn read_again(provider: &mut Provider, documents: &Documents) {
    let opened = registry::unwritten(&documents.provider);
    let trees: HashMap<&str, _> = documents.services.iter().map(|(name, tree)| (name.as_str(), tree)).collect();
    provider.services.par_iter_mut().filter(|service| is_settled(service)).for_each(|service| {
        let entry = opened.entries.iter().find(|entry| *entry.key == *service.name);
        let found = entry.zip(trees.get(service.name.as_str()));
        if let Some((entry, tree)) = found {
            replace(service, opened.unwritten_service(entry, tree));
        }
    });
}

fn is_settled(service: &Service) -> bool {
    service.resources.iter().flat_map(|resource| &resource.methods).any(|method| !method.given.is_empty())
}

fn replace(service: &mut Service, file: ServiceFile) {
    let read = file.service.resources.into_iter().map(|resource| {
        let methods = resource.methods.into_iter().map(|method| (method.name.clone(), method));
        (resource.name, methods.collect::<HashMap<_, _>>())
    });
    let mut read: HashMap<String, HashMap<String, Method>> = read.collect();
    for resource in &mut service.resources {
        let Some(methods) = read.get_mut(&resource.name) else { continue };
        for method in resource.methods.iter_mut().filter(|method| !method.given.is_empty()) {
            let Some(read) = methods.remove(&method.name) else { continue };
            let built = mem::replace(method, read);
            (method.mark, method.verb, method.given) = (built.mark, built.verb, built.given);
            method.description = built.description;
        }
    }
}
