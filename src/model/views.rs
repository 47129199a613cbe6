//! Views among the resources of a provider.

use crate::config::closest;
use crate::finding::{Finding, Site, VIEW_SERVICE_UNKNOWN};
use crate::mapping::identifier;
use crate::source::node::{Mark, Node};
use crate::views::Fragment;

use super::{Resource, Service};

/// Puts views beside the resources of their services, or into the resource of the same name.
pub fn add(services: &mut [Service], fragments: &[Fragment], provider: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, fragment) in fragments.iter().enumerate() {
        match services.iter_mut().find(|service| service.name == fragment.service) {
            Some(service) => findings.extend(fragment.views().filter_map(|(name, mark, config)| {
                add_view(service, provider, name, config);
                identifier(name, "view", Site::File(index, mark))
            })),
            None => findings.push(unknown_service(services, fragment, index)),
        }
    }
    findings
}

fn add_view(service: &mut Service, provider: &str, name: &str, config: &Node) {
    let view = Some(config.clone());
    match service.resources.binary_search_by(|resource| resource.name.as_str().cmp(name)) {
        Ok(at) => service.resources.iter_mut().skip(at).take(1).for_each(|resource| resource.view = view.clone()),
        Err(at) => {
            let id = format!("{provider}.{}.{name}", service.name);
            service.resources.insert(at, Resource { name: name.to_owned(), id, methods: Vec::new(), view });
        }
    }
}

fn unknown_service(services: &[Service], fragment: &Fragment, index: usize) -> Finding {
    let names: Vec<String> = services.iter().map(|service| service.name.clone()).collect();
    let help = match closest(&fragment.service, &names) {
        Some(known) => format!("did you mean `{known}`? The file is called like the service"),
        None => "name the file after a service of the provider".to_owned(),
    };
    let message = format!("these are views of the service `{}`, which does not exist", fragment.service);
    Finding::new(&VIEW_SERVICE_UNKNOWN, Site::File(index, Mark::default()), message, help)
}
