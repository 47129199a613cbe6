//! Servers: which one the engine takes, and what SQL has to give for it (provider-format 2.2).

use crate::schema::placeholders;
use crate::tree::Node;

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// The value that is used when a query gives none.
    pub default: String,
    /// What it is.
    pub description: String,
}

/// The servers that the engine takes: the first list that is not empty, of those that stand nearer first.
pub fn servers<'n>(mut nearest_first: impl Iterator<Item = &'n [Node]>) -> &'n [Node] {
    nearest_first.find(|servers| !servers.is_empty()).unwrap_or_default()
}

/// The variables of the first of some servers: the engine looks at no other for what SQL has to give.
pub fn server_variables(servers: &[Node]) -> Vec<ServerVariable> {
    let variables = servers.first().into_iter().flat_map(|server| server.entries("variables"));
    variables.map(|(name, node)| server_variable(name, node)).collect()
}

fn server_variable(name: &str, node: &Node) -> ServerVariable {
    let text = |key| node.text(key).unwrap_or_default().to_owned();
    ServerVariable { name: name.to_owned(), default: text("default"), description: text("description") }
}

/// Whether a request can be sent to a server: its URL has a host, or a variable for it.
pub fn has_host(server: &Node) -> bool {
    server.text("url").is_some_and(|url| url.contains("://") || url.starts_with('{'))
}

/// The variables in the URL of a server: a name stands before the regular expression that it may carry.
pub fn variable_names(url: &str) -> Vec<&str> {
    placeholders(url).into_iter().map(|name| name.split(':').next().unwrap_or(name)).collect()
}
