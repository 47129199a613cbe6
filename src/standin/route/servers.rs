//! Where the servers of a document say that its paths begin.

use crate::engine::servers::host;
use crate::tree::Node;

/// Maximum number of addresses that one server stands for, by values of its variables.
const MAX_ADDRESSES: usize = 16;

/// The host and the path of a server. Both may have variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The host without its port; empty if there is none.
    pub host: String,
    /// The path, without a slash at its end.
    pub path: String,
}

/// Returns the bases of some servers without duplicates; without servers paths begin at the root.
pub fn bases(servers: &[Node]) -> Vec<Base> {
    let mut bases: Vec<Base> = Vec::new();
    for base in servers.iter().flat_map(addresses).map(|url| base(&url)) {
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    if bases.is_empty() {
        bases.push(Base { host: String::new(), path: String::new() });
    }
    bases
}

fn base(url: &str) -> Base {
    let url = match url {
        _ if url.contains("://") => url.to_owned(),
        _ if url.starts_with("//") => format!(":{url}"),
        _ => format!("://{}", rooted(url.strip_prefix("./").unwrap_or(url))),
    };
    let host = host(&url);
    let behind = url.split_once("://").and_then(|(_, rest)| rest.get(host.len()..)).unwrap_or_default();
    let path = behind.find('/').and_then(|start| behind.get(start..)).unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Base { host: host.to_owned(), path: path.trim_end_matches('/').to_owned() }
}

/// Returns a path that begins with a slash.
fn rooted(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// Returns the addresses that a server stands for. A variable with values that reach over segments is replaced by them,
/// any other stays, with its listed values as a pattern.
fn addresses(server: &Node) -> Vec<String> {
    let mut addresses = vec![server.text("url").unwrap_or_default().to_owned()];
    for (name, variable) in server.entries("variables") {
        let braces = format!("{{{name}}}");
        let listed: Vec<&str> = variable.items("enum").iter().filter_map(Node::as_str).collect();
        let default = variable.text("default");
        let reaches_far = |address: &String| {
            let begins = address.starts_with(&braces);
            listed.iter().copied().chain(default).any(|value| value.contains('/') || (begins && value.is_empty()))
        };
        let values: Vec<String> = match addresses.iter().any(reaches_far) {
            true if listed.is_empty() => default.map(str::to_owned).into_iter().collect(),
            true => listed.iter().map(|value| (*value).to_owned()).collect(),
            false if listed.is_empty() => continue,
            false => vec![format!("{{{name}:{}}}", alternatives(&listed))],
        };
        let replaced = addresses.iter().flat_map(|address| values.iter().map(|value| address.replace(&braces, value)));
        addresses = replaced.take(MAX_ADDRESSES).collect();
    }
    addresses
}

/// Returns a pattern of listed values.
fn alternatives(values: &[&str]) -> String {
    values.iter().map(|value| regex::escape(value)).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn bases_of(text: &str) -> Vec<String> {
        let root = yaml::read(text.as_bytes(), Path::new("servers.yaml")).expect("YAML");
        bases(root.items("servers")).into_iter().map(|base| format!("{} {}", base.host, base.path)).collect()
    }

    #[test]
    fn paths_begin_where_servers_say() {
        assert_eq!(bases_of("{}"), [" "]);
        let one = |url: &str| bases_of(&format!("servers: [{{url: '{url}'}}]")).concat();
        assert_eq!(one("https://a.example:8080/v1/"), "a.example /v1");
        assert_eq!(one("/v1"), " /v1");
        assert_eq!(one("v1?x"), " /v1");
        assert_eq!(one("//a.example/v2"), "a.example /v2");
        assert_eq!(one("https://{h:[^/:]+}:{port}/{v}"), "{h:[^/:]+} /{v}");
        assert_eq!(bases_of("servers: [{url: /a}, {url: /a/}, {url: 'https://h/a'}]"), [" /a", "h /a"]);
    }

    #[test]
    fn variables_have_values() {
        let text =
            "servers: [{url: '{base}/{v}', variables: {base: {default: 'https://a.example/x'}, v: {default: v1}}}]";
        assert_eq!(bases_of(text), ["a.example /x/{v}"]);
        let text = "servers: [{url: 'https://h/{v}', variables: {v: {default: a, enum: [a.b, c]}}}]";
        assert_eq!(bases_of(text), [r"h /{v:a\.b|c}"]);
        let text = "servers: [{url: 'https://h/{v}', variables: {v: {default: a, enum: [a/b, c]}}}]";
        assert_eq!(bases_of(text), ["h /a/b", "h /c"]);
    }
}
