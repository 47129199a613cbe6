//! What the first configuration of a provider says.

use crate::tree::Node;

use super::servers::Servers;

/// The settings of a new provider.
#[derive(Debug)]
pub struct Settings {
    /// The provider's name in SQL.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// The file name of the document, beside the configuration, unless there are several.
    pub file: Option<String>,
    /// The document's SHA-256 in hexadecimal.
    pub sha256: String,
    /// The URL that it was fetched from.
    pub url: Option<String>,
    /// The block `services`.
    pub services: Node,
    /// Whether each document is a service.
    pub is_by_file: bool,
    /// Where requests go.
    pub servers: Servers,
    /// The block `config`.
    pub config: Node,
}
