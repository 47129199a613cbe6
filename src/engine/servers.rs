//! Servers: which one the engine takes, and what SQL has to give for it (provider-format 2.2).

use super::path::names;
use crate::schema::grammar::VERBS;
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

/// The servers that the router joins to each path: those of its operations, and those of the path item or, where that
/// has none, of the document.
pub fn router_servers(tree: &Node) -> impl Iterator<Item = (&str, &[Node])> {
    tree.entries("paths").flat_map(move |(path, item)| {
        let own = VERBS.into_iter().filter_map(|verb| Some(item.get(verb)?.items("servers")));
        own.chain([servers([item, tree].map(|holder| holder.items("servers")).into_iter())])
            .map(|servers| (&**path, servers))
    })
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

/// Whether the port in a URL is a variable: the router refuses it, and every call of the service fails. A colon within
/// braces begins a regular expression, and no port.
pub fn has_variable_port(url: &str) -> bool {
    let mut depth = 0_usize;
    let mut before = None;
    for letter in without_scheme(url).chars() {
        match letter {
            '{' if depth == 0 && before == Some(':') => return true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => return false,
            _ => {}
        }
        before = Some(letter);
    }
    false
}

/// The variable, in its braces, that is the whole host of a URL and has no regular expression: the router takes it for
/// one label of a name, without dots.
pub fn plain_host_variable(url: &str) -> Option<&str> {
    let host = without_scheme(url).split('/').next().unwrap_or_default();
    let host = host.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches(':');
    let is_one = host.starts_with('{') && host.ends_with('}') && host.matches('{').count() == 1;
    (is_one && !host.contains(':')).then_some(host)
}

/// The host of a URL, without its port. A regular expression in braces may have slashes and colons.
pub fn host(url: &str) -> &str {
    let rest = without_scheme(url);
    let mut depth = 0_usize;
    let end = rest.find(|letter: char| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(letter, '/' | ':' | '?')
    });
    end.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// Whether a host has several variables, one at each end: the router takes it for one, and crashes.
pub fn has_variables_at_ends(url: &str) -> bool {
    let host = host(url);
    host.starts_with('{') && host.ends_with('}') && names(host).len() > 1
}

/// What keeps the engine from calling a URL, if anything. [`has_variable_port`] finds variable ports.
pub fn url_fault(url: &str) -> Option<&'static str> {
    let outside = |sign: char| {
        let mut depth = 0_usize;
        url.chars().any(|letter| {
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && letter == sign
        })
    };
    match () {
        () if url.is_empty() => None,
        () if url.starts_with('{') && !url.contains("://") => Some("is a variable as a whole"),
        () if !url.contains("://") => Some("has no scheme and host"),
        () if outside('?') => Some("has a query string"),
        () => None,
    }
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_around_regular_expressions() {
        assert_eq!(host("https://{host:^(?:.*)$}/v1"), "{host:^(?:.*)$}");
        assert_eq!(host("https://api.example.com:8443/v1"), "api.example.com");
        for url in ["https://{a}.{b}/v1", "https://{a}.x.{b}"] {
            assert!(has_variables_at_ends(url), "{url}");
        }
        for url in ["https://{a}-{b}.example.com", "https://{host:[a-z]{2}}/v1", "https://{a}/{b}", "{a}://{b}.com"] {
            assert!(!has_variables_at_ends(url), "{url}");
        }
    }

    #[test]
    fn urls_need_scheme_and_host() {
        for url in ["{base}", "/v1", "api.example.com", "https://a.b/c?d=e", "{base}/v1"] {
            assert!(url_fault(url).is_some(), "{url}");
        }
        for url in ["{scheme}://a.b/{c}", "https://{host:^(?:.*)$}/v1", "http://localhost:80"] {
            assert!(url_fault(url).is_none(), "{url}");
        }
    }
}
