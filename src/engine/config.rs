//! Where `config` blocks stand: at the provider, at its services, at a service document, at resources and methods.

use crate::engine::RESOURCES;
use crate::tree::Node;

/// How near to a method a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `config` of `provider.yaml`.
    Provider,
    /// `config` of a service in `provider.yaml`.
    ProviderService,
    /// `x-stackQL-config` of a service document.
    Service,
    /// `config` of a resource.
    Resource,
    /// `config` of a method.
    Method,
}

/// The blocks of a file, be it `provider.yaml` or a service document.
pub fn blocks(tree: &Node) -> impl Iterator<Item = (Level, &Node)> {
    let of_provider = tree.get("config").filter(|_| tree.get("providerServices").is_some());
    let services = tree.entries("providerServices").filter_map(|(_, service)| service.get("config"));
    let resources = tree.get("components").into_iter().flat_map(|components| components.entries(RESOURCES));
    let below = resources.flat_map(|(_, resource)| {
        let methods = resource.entries("methods").filter_map(|(_, method)| method.get("config"));
        let own = resource.get("config").into_iter().map(|config| (Level::Resource, config));
        own.chain(methods.map(|config| (Level::Method, config)))
    });
    let of_provider = of_provider.into_iter().map(|config| (Level::Provider, config));
    let of_services = services.map(|config| (Level::ProviderService, config));
    let own = tree.get("x-stackQL-config").into_iter().map(|config| (Level::Service, config));
    of_provider.chain(of_services).chain(own).chain(below)
}
