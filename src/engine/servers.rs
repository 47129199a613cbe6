//! Servers: which one the engine takes, and what SQL has to give for it (provider-format 2.2).

use regex::Regex;

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

/// Whether the router can find what is sent to a server of a method: it knows those of the document alone
/// (`tests/cases/settings/servers`).
pub fn is_routed(server: &Node, known: &[Node]) -> bool {
    let url = |server: &Node| server.text("url").unwrap_or_default().trim_end_matches('/').to_owned();
    let url_here = url(server);
    let fits = |known: &Node| {
        let known = url(known);
        known == url_here || is_host_of(&known, host(&url_here))
    };
    known.is_empty() || known.iter().any(fits)
}

/// Whether a URL with variables in its host may have this one. What cannot be read may.
fn is_host_of(url: &str, name: &str) -> bool {
    let part = |part: Part<'_>| match part {
        Part::Text(text) => regex::escape(text),
        Part::Variable(_) => "[^.]+".to_owned(),
        Part::Pattern(_, allowed) => format!("({allowed})"),
    };
    let pattern: String = parts(host(url)).into_iter().map(part).collect();
    host(url).contains('{') && Regex::new(&format!("^{pattern}$")).map_or(true, |pattern| pattern.is_match(name))
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
    server.text("url").is_some_and(|url| (url.contains("://") && !host(url).is_empty()) || url.starts_with('{'))
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

/// Two variables of a host that stand beside each other, without patterns: the router compiles each to `[^.]+`, at least
/// one character and no dot (provider-format 2.2).
pub fn adjacent_variables(url: &str) -> Option<(&str, &str)> {
    let parts = parts(host(url));
    parts.windows(2).find_map(|pair| match pair {
        [Part::Variable(first), Part::Variable(second)] => Some((*first, *second)),
        _ => None,
    })
}

/// The host of a server that its defaults give, if the router does not find it: a variable without a pattern stands for
/// no dot, and an anchor of a pattern for no place within a host (provider-format 2.2). Nothing if a default is missing.
pub fn unmatched_host(server: &Node) -> Option<String> {
    let host = host(server.text("url")?);
    if !host.contains('{') {
        return None;
    }
    let (mut pattern, mut filled) = (String::from("^"), String::new());
    for part in parts(host) {
        let (name, allowed) = match part {
            Part::Text(text) => {
                pattern.push_str(&regex::escape(text));
                filled.push_str(text);
                continue;
            }
            Part::Variable(name) => (name, "[^.]+"),
            Part::Pattern(name, allowed) => (name, allowed),
        };
        let default = server.get("variables")?.get(name)?.text("default").filter(|default| !default.is_empty())?;
        pattern.push_str(&format!("({allowed})"));
        filled.push_str(default);
    }
    let pattern = Regex::new(&(pattern + "$")).ok()?;
    (!pattern.is_match(&filled)).then_some(filled)
}

/// A part of a host, or of anything else with variables in braces.
pub enum Part<'u> {
    /// Text as it stands.
    Text(&'u str),
    /// A variable.
    Variable(&'u str),
    /// A variable with a regular expression.
    Pattern(&'u str, &'u str),
}

/// Returns the parts of a text with variables.
pub fn parts(host: &str) -> Vec<Part<'_>> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (at, letter) in host.char_indices() {
        match letter {
            '{' => {
                if depth == 0 && from < at {
                    parts.extend(host.get(from..at).map(Part::Text));
                }
                from = if depth == 0 { at + 1 } else { from };
                depth += 1;
            }
            '}' if depth == 1 => {
                parts.extend(host.get(from..at).map(|inside| match inside.split_once(':') {
                    Some((name, pattern)) => Part::Pattern(name, pattern),
                    None => Part::Variable(inside),
                }));
                (depth, from) = (0, at + 1);
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    parts.extend(host.get(from..).filter(|rest| !rest.is_empty()).map(Part::Text));
    parts
}

/// Things that a placeholder in a host stands for.
const STOOD_FOR: [&str; 15] = [
    "account",
    "company",
    "customer",
    "domain",
    "host",
    "instance",
    "org",
    "organization",
    "region",
    "server",
    "site",
    "store",
    "team",
    "tenant",
    "workspace",
];

/// The label of a host that stands for another one and is no variable, as `yourDomain`, `<tenant>` or `YOUR_COMPANY` do.
/// This is a guess by the name, but for characters that no host has.
pub fn placeholder(url: &str) -> Option<&str> {
    let host = host(url);
    let texts = parts(host).into_iter().filter_map(|part| match part {
        Part::Text(text) => Some(text),
        Part::Variable(_) | Part::Pattern(..) => None,
    });
    let is_address = host.starts_with('[') && !host.contains(']');
    let mut labels = texts.filter(|_| !is_address).flat_map(|text| text.split('.'));
    labels.find(|label| has_odd_character(label) || stands_for_another(label))
}

fn has_odd_character(label: &str) -> bool {
    label
        .chars()
        .any(|letter| letter.is_ascii() && !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_' | '@'))
}

fn stands_for_another(label: &str) -> bool {
    let lower = label.to_lowercase();
    let has_two_cases = label.starts_with(|letter: char| letter.is_ascii_lowercase()) && *label != lower;
    let is_loud = label.len() > 3 && *label == label.to_uppercase() && *label != lower;
    let of_yours = lower.strip_prefix("your");
    let of_mine = lower.strip_prefix("my").filter(|rest| has_two_cases || rest.starts_with(['-', '_']));
    lower == "subdomain"
        || of_yours.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']) || has_two_cases)
        || of_mine.is_some_and(|rest| has_two_cases || rest.split(['-', '_']).skip(1).all(is_thing))
        || ((of_yours.is_some() || has_two_cases || is_loud) && ends_in_thing(&lower))
}

fn is_thing(word: &str) -> bool {
    STOOD_FOR.contains(&word) || matches!(word, "name" | "id")
}

/// Whether a label in small letters ends in such a thing, or in its name or id.
fn ends_in_thing(label: &str) -> bool {
    let thing = label.strip_suffix("name").or_else(|| label.strip_suffix("id")).unwrap_or(label);
    STOOD_FOR.iter().any(|known| thing.trim_end_matches(['-', '_']).ends_with(known))
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
        () if host(url).is_empty() => Some("has no host"),
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
    use crate::place::Mark;

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
    fn hosts_that_stand_for_others_are_guessed() {
        for host in [
            "yourOktaDomain",
            "your-domain.okta.com",
            "your_company.example",
            "yourdomain.okta.com",
            "YOUR_DOMAIN.x.com",
            "myTenant.x.com",
            "my-company.x.com",
            "<tenant>.x.com",
            "api-<region>.x.com",
            "[tenant].x.com",
            "$tenant.x.com",
            "*.x.com",
            "subdomain.zendesk.com",
            "tenantId.x.com",
            "companyName.x.com",
            "{a}.yourDomain.com",
            "TENANT.x.com",
            "my_tenant_name.x.com",
            "yourinstance.service-now.com",
            "your.domain.com",
        ] {
            assert!(placeholder(&format!("https://{host}/v1")).is_some(), "{host}");
        }
        for host in [
            "api.example.com",
            "localhost:8080",
            "my-json-server.typicode.com",
            "myaccount.google.com",
            "mysql.x.com",
            "API.example.com",
            "{yourDomain}.okta.com",
            "{host:^(?:.*)$}",
            "yourkit.com",
            "domain.com",
            "store.x.com",
            "[::1]:8080",
            "user@x.com",
            "münchen.de",
            "us-east-1.x.com",
            "b-cdn.x_y.com",
            "tenant.x.com",
            "10.0.0.1",
            "eu.myworkdayjobs.com",
            "SAP.x.com",
            "iPhone.x.com",
        ] {
            assert_eq!(placeholder(&format!("https://{host}/v1")), None, "{host}");
        }
    }

    #[test]
    fn variables_without_a_boundary_are_found_in_hosts_alone() {
        assert_eq!(adjacent_variables("https://{a}{b}.example.com/v1"), Some(("a", "b")));
        assert_eq!(adjacent_variables("https://api.{a}{b}{c}.com"), Some(("a", "b")));
        for url in
            ["https://{a}-{b}.x.com", "https://{a}.{b}.x.com", "https://x.com/{a}{b}", "https://{a:[a-z]+}{b}.x.com"]
        {
            assert_eq!(adjacent_variables(url), None, "{url}");
        }
    }

    #[test]
    fn defaults_have_to_fit_the_host() {
        let server = |url: &str, default: &str| {
            let text = |text: &str| Node::string(text, Mark::default());
            let variable = Node::default().with("default", text(default));
            let variables = Node::default().with("a", variable.clone()).with("b", variable);
            Node::default().with("url", text(url)).with("variables", variables)
        };
        let unmatched = |url: &str, default: &str| unmatched_host(&server(url, default));
        assert_eq!(unmatched("https://{a}.com/v1", "api.x").as_deref(), Some("api.x.com"));
        assert_eq!(unmatched("https://{a}{b}.com", "x.").as_deref(), Some("x.x..com"));
        assert_eq!(unmatched("https://{a:^(?:[a-z]+)$}.x.com", "api").as_deref(), Some("api.x.com"), "anchors");
        for (url, default) in [
            ("https://{a}.com", "api"),
            ("https://{a}{b}.com", "x"),
            ("https://{a:[a-z.]+}.com", "api.x"),
            ("https://{a:^(?:.*)$}", "api.x.com"),
            ("https://x.com/{a}", "v.1"),
            ("https://{c}.com", "x.y"),
            ("https://{a}.com", ""),
            ("https://{a:(}.com", "x"),
        ] {
            assert_eq!(unmatched(url, default), None, "{url}");
        }
    }

    #[test]
    fn urls_need_scheme_and_host() {
        for url in ["{base}", "/v1", "api.example.com", "https://a.b/c?d=e", "{base}/v1", "https:///v1", "https://"] {
            assert!(url_fault(url).is_some(), "{url}");
        }
        for url in ["{scheme}://a.b/{c}", "https://{host:^(?:.*)$}/v1", "http://localhost:80"] {
            assert!(url_fault(url).is_none(), "{url}");
        }
    }
}
