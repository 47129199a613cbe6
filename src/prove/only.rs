//! The part of a provider that is proved.

use crate::error::Error;
use crate::model::{Method, Provider, Resource};
use crate::text::closest;

/// The services, resources and methods that are wanted; all of them if none is named.
#[derive(Debug, Default)]
pub struct Only {
    addresses: Vec<Vec<String>>,
}

impl Only {
    /// Reads addresses: `SERVICE`, `SERVICE.RESOURCE` or `SERVICE.RESOURCE.METHOD`.
    ///
    /// # Errors
    /// An address that no provider has.
    pub fn parse(addresses: &[String], providers: &[&Provider]) -> Result<Self, Error> {
        let parts = |address: &String| address.split('.').map(str::to_owned).collect::<Vec<_>>();
        let only = Only { addresses: addresses.iter().map(parts).collect() };
        for (address, parts) in addresses.iter().zip(&only.addresses) {
            // Where no provider changed, there is nothing to look in.
            if !providers.is_empty() && !providers.iter().any(|provider| exists(provider, parts)) {
                return Err(unknown(address, providers));
            }
        }
        Ok(only)
    }

    /// Whether a resource, or one of its methods, is wanted.
    pub fn has_resource(&self, service: &str, resource: &Resource) -> bool {
        self.any(|parts| names(parts, &[service, &resource.name]))
    }

    /// Whether a resource is wanted as a whole.
    pub fn has_whole(&self, service: &str, resource: &Resource) -> bool {
        self.any(|parts| parts.len() < 3 && names(parts, &[service, &resource.name]))
    }

    /// Whether a method is wanted.
    pub fn has_method(&self, service: &str, resource: &Resource, method: &Method) -> bool {
        self.any(|parts| names(parts, &[service, &resource.name, &method.name]))
    }

    fn any(&self, is_wanted: impl Fn(&[String]) -> bool) -> bool {
        self.addresses.is_empty() || self.addresses.iter().any(|parts| is_wanted(parts))
    }
}

/// Whether an address and a path agree as far as both go.
fn names(parts: &[String], path: &[&str]) -> bool {
    parts.iter().zip(path).all(|(part, name)| part == name)
}

fn exists(provider: &Provider, parts: &[String]) -> bool {
    addresses(provider).any(|path| path.len() == parts.len() && names(parts, &path))
}

fn addresses(provider: &Provider) -> impl Iterator<Item = Vec<&str>> {
    provider.services.iter().flat_map(|service| {
        let own = std::iter::once(vec![service.name.as_str()]);
        let resources = service.resources.iter().flat_map(move |resource| {
            let base = std::iter::once(vec![service.name.as_str(), resource.name.as_str()]);
            let methods = resource.methods.iter();
            base.chain(methods.map(move |it| vec![service.name.as_str(), resource.name.as_str(), it.name.as_str()]))
        });
        own.chain(resources)
    })
}

fn unknown(address: &str, providers: &[&Provider]) -> Error {
    let known: Vec<String> =
        providers.iter().flat_map(|provider| addresses(provider)).map(|path| path.join(".")).collect();
    let help = match closest(address, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "give SERVICE, SERVICE.RESOURCE or SERVICE.RESOURCE.METHOD".to_owned(),
    };
    Error::usage(format!("no provider has `{address}`"), help)
}
