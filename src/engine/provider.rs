//! Where the engine looks for a provider, and which kinds of providers it has (provider-format 1.1, 1.2).

use schemars::JsonSchema;
use serde::Deserialize;

use crate::tree::Node;

/// How the engine runs the methods of a service: `protocolType` (provider-format 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// By requests. What the engine takes without one.
    Http,
    /// By commands on the machine that the engine runs on.
    LocalTemplated,
}

impl Protocol {
    /// Returns the name in `provider.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Http => "http",
            Protocol::LocalTemplated => "local_templated",
        }
    }

    /// Returns the protocol that a provider, or the entry of a service, names.
    pub fn of(entry: &Node) -> Option<Self> {
        let name = entry.text("protocolType")?;
        [Protocol::Http, Protocol::LocalTemplated].into_iter().find(|it| it.name() == name)
    }
}

/// The folder of a provider: it has the provider's name, with one exception.
pub fn folder(name: &str) -> &str {
    if name == "google" { "googleapis.com" } else { name }
}

/// Whether a service runs local commands instead of requests.
pub fn is_local(provider: &Node, service: &str) -> bool {
    let entry = provider.get("providerServices").and_then(|services| services.get(service));
    let protocol = entry.and_then(|entry| entry.text("protocolType")).or(provider.text("protocolType"));
    protocol == Some("local_templated")
}

/// Whether a provider has tables of a database, for which it needs no service.
pub fn is_of_external_tables(provider: &Node) -> bool {
    provider.get("config").is_some_and(|config| config.entries("sqlExternalTables").next().is_some())
}
