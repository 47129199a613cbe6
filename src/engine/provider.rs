//! Where the engine looks for a provider, and which kinds of providers it has (provider-format 1.1, 1.2).

use crate::tree::Node;

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
