//! Which of all the paths of a document a request fits: the engine sends none that fits no path.

use regex::Regex;

use super::url::Url;
use crate::engine::predict::stop::{Step, Stop, crash, fail};
use crate::tree::{Node, pointer};

/// The verbs of an operation.
const VERBS: [&str; 9] = ["connect", "delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// All paths of a document with all their servers.
pub struct Router {
    routes: Vec<Route>,
}

struct Route {
    path: Regex,
    host: Option<Regex>,
    schemes: Vec<String>,
    verbs: Vec<String>,
    queries: Vec<(String, Regex)>,
}

struct Base {
    schemes: Vec<String>,
    host: String,
    path: String,
}

struct Template {
    names: Vec<String>,
    pattern: Regex,
}

impl Router {
    /// Makes a router of a document, which fails as a whole if one of its paths is broken.
    pub fn new(root: &Node) -> Step<Router> {
        let mut router = Router { routes: Vec::new() };
        let mut document_bases = bases(root.items("servers"))?;
        if document_bases.is_empty() {
            document_bases.push(Base { schemes: Vec::new(), host: String::new(), path: String::new() });
        }
        for (path, item) in ordered(root) {
            let item = item.reference().and_then(|reference| pointer::target(root, reference)).unwrap_or(item);
            let path_bases = bases(item.items("servers"))?;
            let mut verbs = Vec::new();
            for verb in VERBS {
                let Some(operation) = item.get(verb).filter(|it| !it.is_null()) else { continue };
                let own = operation.items("servers");
                if own.is_empty() {
                    verbs.push(verb.to_uppercase());
                } else {
                    router.add(&bases(own)?, path, &[verb.to_uppercase()])?;
                }
            }
            router.add(if path_bases.is_empty() { &document_bases } else { &path_bases }, path, &verbs)?;
        }
        Ok(router)
    }

    fn add(&mut self, bases: &[Base], path: &str, verbs: &[String]) -> Step<()> {
        for base in bases {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let whole = format!("{}{}", base.path, with_slashes(path));
            if !whole.starts_with('/') {
                return fail(format!("mux: path must start with a slash, got \"{whole}\""));
            }
            let path = template(&whole, "[^/]+", "")?;
            let mut names = path.names;
            let mut queries = Vec::new();
            for pair in query.split('&') {
                let mut parts = pair.split('=');
                let (Some(key), Some(value), None) = (parts.next(), parts.next(), parts.next()) else { continue };
                let found = template(value, ".*", if value.is_empty() { ".*" } else { "" })?;
                add_names(&mut names, found.names)?;
                queries.push((key.to_owned(), found.pattern));
            }
            let host = if base.host.is_empty() { None } else { Some(template(&base.host, "[^.]+", "")?) };
            let host = match host {
                Some(host) => {
                    add_names(&mut names, host.names)?;
                    Some(host.pattern)
                }
                None => None,
            };
            let (schemes, verbs) = (base.schemes.clone(), verbs.to_vec());
            self.routes.push(Route { path: path.pattern, host, schemes, verbs, queries });
        }
        Ok(())
    }

    /// Whether a request fits a path.
    pub fn finds(&self, verb: &str, url: &Url) -> bool {
        let name = match url.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &url.host,
        };
        let pairs = url.pairs();
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        self.routes.iter().any(|route| {
            route.path.is_match(&url.path)
                && route.verbs.iter().any(|known| known == verb)
                && (route.schemes.is_empty() || route.schemes.contains(&url.scheme))
                && route.host.as_ref().is_none_or(|host| host.is_match(name))
                && route.queries.iter().all(|(key, pattern)| value(key).is_some_and(|value| pattern.is_match(value)))
        })
    }
}

fn add_names(names: &mut Vec<String>, more: Vec<String>) -> Step<()> {
    if let Some(twice) = more.iter().find(|name| names.contains(name)) {
        return fail(format!("mux: duplicated route variable \"{twice}\""));
    }
    names.extend(more);
    Ok(())
}

/// The paths, those with few placeholders first.
fn ordered(root: &Node) -> Vec<(&str, &Node)> {
    let mut paths: Vec<(&str, &Node)> = root.entries("paths").map(|(path, item)| (path.as_ref(), item)).collect();
    paths.retain(|(path, item)| !path.starts_with("x-") && item.as_mapping().is_some());
    let count = |path: &str| path.matches('}').count();
    paths.sort_by(|(a, _), (b, _)| count(a).cmp(&count(b)).then_with(|| b.cmp(a)));
    paths
}

fn bases(servers: &[Node]) -> Step<Vec<Base>> {
    servers.iter().map(base).collect()
}

fn base(server: &Node) -> Step<Base> {
    let raw = server.text("url").unwrap_or_default();
    let plain = without_patterns(raw)?;
    let after_scheme = plain.split_once("://").map_or(plain.as_str(), |(_, rest)| rest);
    let authority = after_scheme.split('/').next().unwrap_or_default();
    let host = match authority.split(':').collect::<Vec<_>>().as_slice() {
        [host] => *host,
        [host, port] => match port.parse::<i64>() {
            Ok(_) => *host,
            Err(_) => return fail(format!("strconv.Atoi: parsing \"{port}\": invalid syntax")),
        },
        _ => return fail(format!("cannot parse URL host from string '{authority}'")),
    };
    let (schemes, path) = match plain.split_once("://") {
        Some((scheme, _)) => (scheme_values(scheme, server), after_scheme),
        None => (Vec::new(), after_scheme),
    };
    let path = match plain.contains("://") {
        true => path.find('/').and_then(|at| path.get(at..)).unwrap_or_default(),
        false => path,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Ok(Base {
        schemes,
        host: host_template(raw, &plain, host)?,
        path: path.strip_suffix('/').unwrap_or(path).to_owned(),
    })
}

/// The host with its patterns.
fn host_template(raw: &str, plain: &str, host: &str) -> Step<String> {
    if let Some(name) = host.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return match variables(raw).into_iter().find(|variable| variable.split(':').next() == Some(name)) {
            Some(variable) => Ok(format!("{{{variable}}}")),
            None => crash("queryrouter.extractSrv"),
        };
    }
    let rest = raw.split_once("//").map_or(raw, |(_, rest)| rest);
    let whole = rest.split('/').next().unwrap_or_default();
    if whole.contains('{') {
        return Ok(whole.to_owned());
    }
    if plain.contains(host) { Ok(host.to_owned()) } else { crash("queryrouter.extractSrv") }
}

fn variables(url: &str) -> Vec<&str> {
    url.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// Returns an address without the patterns of its variables.
pub fn without_patterns(url: &str) -> Step<String> {
    let broken = || Stop::Error(format!("could not extract parameterised URL from string = '{url}'"));
    let mut out = String::new();
    let mut name: Option<String> = None;
    for letter in url.chars() {
        match (letter, name.take()) {
            ('{', None) => name = Some(String::new()),
            ('}', Some(variable)) if variable.is_empty() => {}
            ('}', Some(variable)) => {
                out.push('{');
                out.push_str(variable.split(':').next().unwrap_or_default());
                out.push('}');
            }
            ('{', Some(_)) | ('}', None) => return Err(broken()),
            (letter, Some(mut variable)) => {
                variable.push(letter);
                name = Some(variable);
            }
            (letter, None) => out.push(letter),
        }
    }
    if name.is_some() { Err(broken()) } else { Ok(out) }
}

fn scheme_values(scheme: &str, server: &Node) -> Vec<String> {
    let mut values = vec![scheme.to_owned()];
    for (name, variable) in server.entries("variables") {
        let placeholder = format!("{{{name}}}");
        if !scheme.contains(&placeholder) {
            continue;
        }
        let options = variable.items("enum").iter().filter_map(Node::as_str);
        let options = options.chain(Some(variable.text("default").unwrap_or_default()));
        let with: Vec<&str> = options.collect();
        values =
            values.iter().flat_map(|value| with.iter().map(|option| value.replace(&placeholder, option))).collect();
    }
    values.iter().map(|value| value.to_lowercase()).collect()
}

/// Lets placeholders take slashes where none stands beside another.
fn with_slashes(path: &str) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while let Some(open) = path.get(from..).and_then(|rest| rest.find('{')).map(|at| at + from) {
        let Some(close) = path.get(open..).and_then(|rest| rest.find('}')).map(|at| at + open) else { break };
        spans.push((open, close));
        from = close + 1;
    }
    let between = |a: &(usize, usize), b: &(usize, usize)| path.get(a.1 + 1..b.0).unwrap_or_default();
    let touches = |a: Option<&(usize, usize)>, b: Option<&(usize, usize)>| match (a, b) {
        (Some(a), Some(b)) => between(a, b).trim_matches('/').is_empty(),
        _ => false,
    };
    let mut out = String::new();
    let mut cursor = 0;
    for (index, span) in spans.iter().enumerate() {
        out.push_str(path.get(cursor..span.0).unwrap_or_default());
        let name = path.get(span.0 + 1..span.1).unwrap_or_default();
        let before = index.checked_sub(1).and_then(|index| spans.get(index));
        let is_ambiguous = touches(before, Some(span)) || touches(Some(span), spans.get(index + 1));
        let is_simple = !name.is_empty() && !name.contains([':', '{']);
        let pattern = if is_simple && !is_ambiguous { ":[^?#]+" } else { "" };
        out.push_str(&format!("{{{name}{pattern}}}"));
        cursor = span.1 + 1;
    }
    out.push_str(path.get(cursor..).unwrap_or_default());
    out
}

/// Makes a pattern of text with placeholders.
fn template(text: &str, default: &str, end: &str) -> Step<Template> {
    let mut names = Vec::new();
    let mut pattern = String::from("^");
    let mut cursor = 0;
    for (open, close) in braces(text)? {
        pattern.push_str(&regex::escape(text.get(cursor..open).unwrap_or_default()));
        let inner = text.get(open + 1..close).unwrap_or_default();
        let (name, part) = inner.split_once(':').unwrap_or((inner, default));
        if name.is_empty() || part.is_empty() {
            return fail(format!("mux: missing name or pattern in \"{{{inner}}}\""));
        }
        pattern.push_str(&format!("({part})"));
        names.push(name.to_owned());
        cursor = close + 1;
    }
    pattern.push_str(&regex::escape(text.get(cursor..).unwrap_or_default()));
    pattern.push_str(end);
    pattern.push('$');
    match regex::RegexBuilder::new(&pattern).size_limit(1 << 20).build() {
        Ok(pattern) if pattern.captures_len() == names.len() + 1 => Ok(Template { names, pattern }),
        Ok(_) => crash("mux.newRouteRegexp"),
        Err(error) => fail(format!("error parsing regexp: {error}")),
    }
}

fn braces(text: &str) -> Step<Vec<(usize, usize)>> {
    let mut found = Vec::new();
    let (mut level, mut start) = (0_u32, 0);
    for (index, letter) in text.char_indices() {
        match letter {
            '{' => {
                if level == 0 {
                    start = index;
                }
                level += 1;
            }
            '}' if level == 1 => {
                level = 0;
                found.push((start, index));
            }
            '}' if level == 0 => return fail(format!("mux: unbalanced braces in \"{text}\"")),
            '}' => level -= 1,
            _ => {}
        }
    }
    if level == 0 { Ok(found) } else { fail(format!("mux: unbalanced braces in \"{text}\"")) }
}
