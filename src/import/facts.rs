//! What settings are chosen by: the methods of the model, with their published and generated blocks.

use std::collections::BTreeMap;

use crate::engine::RESOURCES;
use crate::engine::predict::Documents;
use crate::model::{self, Method, Provider, Resource};
use crate::tree::Node;

use super::published::Service;
use super::settings::{Facts, ServiceFacts};

/// Returns what is known of all methods.
pub fn of_methods(services: &[Service], generated: &Documents, provider: &Provider) -> Vec<Facts> {
    let trees: BTreeMap<&str, &Node> =
        services.iter().map(|service| (service.key.as_str(), &service.document.tree)).collect();
    let mut facts = Vec::new();
    for service in &provider.services {
        let (Some(published), Some(generated)) =
            (trees.get(service.name.as_str()), generated.services.get(&service.name))
        else {
            continue;
        };
        let methods =
            service.resources.iter().flat_map(|resource| resource.methods.iter().map(move |it| (resource, it)));
        facts.extend(methods.filter_map(|(resource, method)| {
            let [published, generated] = [*published, generated].map(|tree| block(tree, resource, method));
            Some(of_method(service, resource, method, published?, generated?))
        }));
    }
    facts
}

/// Returns the root settings of all services.
pub fn of_services<'a>(services: impl IntoIterator<Item = &'a Service>, generated: &Documents) -> Vec<ServiceFacts> {
    let config = |tree: &Node| tree.get("x-stackQL-config").cloned().unwrap_or_default();
    let facts = services.into_iter().map(|service| ServiceFacts {
        service: service.key.clone(),
        published: config(&service.document.tree),
        generated: generated.services.get(&service.key).map(config).unwrap_or_default(),
    });
    facts.collect()
}

fn block<'a>(tree: &'a Node, resource: &Resource, method: &Method) -> Option<&'a Node> {
    tree.get("components")?.get(RESOURCES)?.get(&resource.name)?.get("methods")?.get(&method.name)
}

fn of_method(
    service: &model::Service,
    resource: &Resource,
    method: &Method,
    published: &Node,
    generated: &Node,
) -> Facts {
    let listed = resource.verbs.iter().filter(|(verb, list)| {
        let methods = list.iter().filter_map(|index| resource.methods.get(*index));
        **verb != method.verb && methods.into_iter().any(|it| it.name == method.name)
    });
    let verbs = [method.verb].into_iter().chain(listed.map(|(verb, _)| *verb));
    Facts {
        service: service.name.clone(),
        resource: resource.name.clone(),
        method: method.name.clone(),
        verbs: verbs.map(|verb| verb.name().to_owned()).collect(),
        http_verb: method.http_verb.to_owned(),
        parameters: method.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
        published: published.clone(),
        generated: generated.clone(),
    }
}
