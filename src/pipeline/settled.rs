//! Reads methods back from the documents, so that pages say what the engine makes of settings and of what is published.

use std::collections::HashMap;
use std::mem;

use rayon::prelude::*;

use crate::engine::predict::Documents;
use crate::model::{Method, Provider};
use crate::registry;
use crate::render::is_settled;

/// Puts methods as the documents have them in place of those that settings change, or in place of all.
pub fn read_again(provider: &mut Provider, documents: &Documents, all: bool) {
    let opened = registry::unwritten(&documents.provider);
    let entries: HashMap<&str, _> = opened.entries.iter().map(|entry| (&*entry.key, entry)).collect();
    let trees: HashMap<&str, _> = documents.services.iter().map(|(name, tree)| (name.as_str(), tree)).collect();
    let settled = |service: &str, resource: &str, method: &Method| {
        opened.unwritten_method(entries.get(service)?, trees.get(service)?, resource, &method.name)
    };
    provider.services.par_iter_mut().for_each(|service| {
        for resource in &mut service.resources {
            for method in resource.methods.iter_mut().filter(|method| all || is_settled(method)) {
                let read = settled(&service.name, &resource.name, method);
                read.into_iter().for_each(|read| replace(method, read));
            }
        }
    });
}

fn replace(method: &mut Method, read: Method) {
    let built = mem::replace(method, read);
    (method.mark, method.verb, method.given) = (built.mark, built.verb, built.given);
    method.description = built.description;
}
