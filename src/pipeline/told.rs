//! Tells what settings methods get, and from which line.

use std::path::{Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::model::{Method, Provider, Service};
use crate::place::{FileId, Mark};
use crate::source::{self, Job, Purpose};
use crate::tree::Node;

use super::clock::Clock;
use super::{modelled, read};

/// A method with its settings.
#[derive(Debug)]
pub struct MethodSettings {
    /// `service.resource.method`.
    pub address: String,
    /// What it gets.
    pub settings: Vec<Setting>,
}

/// A key that a method gets or loses.
#[derive(Debug)]
pub struct Setting {
    /// The keys that lead to it, with dots.
    pub key: String,
    /// Its value as JSON; `null` takes the key away.
    pub value: String,
    /// Where it stands in `provgen.yaml`.
    pub mark: Mark,
    /// Whether all methods of the service have it.
    pub is_of_service: bool,
}

/// The name of a provider, its configuration, and the settings of its methods by their addresses.
#[derive(Debug)]
pub struct ProviderSettings {
    /// The provider's name in SQL.
    pub provider: String,
    /// Its `provgen.yaml`.
    pub config: PathBuf,
    /// Its methods, in the order of services, resources and methods.
    pub methods: Vec<MethodSettings>,
}

/// Returns the settings of the methods of a provider.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn settings(job: &Job) -> Result<ProviderSettings, Error> {
    let mut clock = Clock::start(&|_| {});
    let (_, provider) = modelled(read(job, Purpose::Model, &mut clock)?, &mut clock)?;
    Ok(ProviderSettings { config: job.config.clone(), methods: methods(&provider), provider: provider.name })
}

fn methods(provider: &Provider) -> Vec<MethodSettings> {
    let of_service = |service: &Service| -> Vec<MethodSettings> {
        let shared = shared(service);
        let resources = service.resources.iter();
        let methods =
            resources.flat_map(|resource| resource.methods.iter().map(move |method| (&resource.name, method)));
        methods.map(|(resource, method)| told(service, resource, method, &shared)).collect()
    };
    provider.services.iter().flat_map(of_service).collect()
}

fn told(service: &Service, resource: &str, method: &Method, shared: &[(String, Node)]) -> MethodSettings {
    let own = method.given.iter().map(|part| setting(part.path.join("."), &part.value, false));
    let own: Vec<Setting> = own.collect();
    // The engine takes a key from the method as a whole, if that has it (provider-format 1.3).
    let is_open = |key: &str| !own.iter().any(|own| own.key.starts_with(key));
    let shared = shared.iter().filter(|(key, _)| is_open(key)).map(|(key, value)| setting(key.clone(), value, true));
    let address = format!("{}.{resource}.{}", service.name, method.name);
    MethodSettings { address, settings: shared.collect::<Vec<_>>().into_iter().chain(own).collect() }
}

fn setting(key: String, value: &Node, is_of_service: bool) -> Setting {
    let text = serde_json::to_string(value).unwrap_or_default();
    Setting { key, value: text, mark: value.mark, is_of_service }
}

/// What a service has at the root of its document that the configuration gives.
fn shared(service: &Service) -> Vec<(String, Node)> {
    let entries = service.api.config.iter().flat_map(|config| config.as_mapping()).flatten();
    let entries = entries.filter(|(_, value)| value.mark.file() == FileId::CONFIG);
    entries.map(|(key, value)| (format!("config.{key}"), value.clone())).collect()
}

/// Returns the name in SQL that a `provgen.yaml` gives, if it can be read.
pub fn provider_of(config: &Path) -> Option<String> {
    let bytes = source::read_config(config).ok()?;
    Some(ConfigFile::read(&bytes, config).ok()?.config.provider)
}
