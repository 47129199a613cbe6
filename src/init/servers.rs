//! Chooses the servers of a new provider.

use std::collections::BTreeSet;

use crate::engine::path;
use crate::engine::servers::{has_host, plain_host_variable};
use crate::normalise::Operation;
use crate::place::Mark;
use crate::render::{object, text};
use crate::schema::placeholders;
use crate::tree::{Node, Value};

/// The servers of a new provider.
#[derive(Debug)]
pub enum Servers {
    /// The URL of the first server in the document, which the engine can use.
    Own(String),
    /// The block `servers`, corrected because the engine cannot use those of the document.
    Mended(Node),
    /// No usable server; this is an example with the base path of the document.
    Missing(String),
}

/// No real URL has more variables; each costs a pass over it.
const MAX_VARIABLES: usize = 100;

/// Returns the first server with a host, corrected for the engine, and notes on what was corrected.
pub fn choose(document: &Node, operations: &[Operation]) -> (Servers, Vec<String>) {
    let servers = document.items("servers");
    let Some((index, server)) = servers.iter().map(absolute).enumerate().find(|(_, server)| is_usable(server)) else {
        let path = servers.first().and_then(|server| server.text("url")).unwrap_or("/");
        let note = "servers: the document has no server with a host; write `servers` before you run queries";
        return (Servers::Missing(example(path)), vec![note.to_owned()]);
    };
    let in_paths = operations.iter().flat_map(|operation| placeholders(&operation.template)).collect();
    let mut mended = Mended::new(&server, &in_paths);
    mended.mend();
    let is_own = index == 0 && mended.notes.is_empty() && servers.first().is_some_and(|own| *own == server);
    let mut notes = mended.notes.clone();
    notes.extend(mended.whole_host());
    let servers = if is_own { Servers::Own(mended.url) } else { Servers::Mended(mended.block()) };
    (servers, notes)
}

fn is_usable(server: &Node) -> bool {
    has_host(server) && server.text("url").is_some_and(|url| placeholders(url).len() <= MAX_VARIABLES)
}

/// Adds a scheme to `//host/path`, which is relative to the page that shows it.
fn absolute(server: &Node) -> Node {
    match server.text("url") {
        Some(url) if url.starts_with("//") => server.with("url", text(&format!("https:{url}"))),
        _ => server.clone(),
    }
}

fn example(path: &str) -> String {
    format!("https://api.example.com/{}", path.trim_start_matches('/'))
}

/// A server while it is being corrected.
struct Mended<'a> {
    server: &'a Node,
    in_paths: &'a BTreeSet<&'a str>,
    url: String,
    variables: Vec<(String, Node)>,
    notes: Vec<String>,
}

impl<'a> Mended<'a> {
    fn new(server: &'a Node, in_paths: &'a BTreeSet<&'a str>) -> Self {
        let url = server.text("url").unwrap_or_default().to_owned();
        Mended { server, in_paths, url, variables: Vec::new(), notes: Vec::new() }
    }

    fn mend(&mut self) {
        let url = self.url.clone();
        for name in path::names(&url) {
            if self.url.contains(&format!(":{{{name}}}")) && self.has_variable_port(name) {
                self.fix_port(name);
            } else {
                self.variable(name);
            }
        }
    }

    fn has_variable_port(&self, name: &str) -> bool {
        let authority = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        authority.split('/').next().is_some_and(|authority| authority.contains(&format!(":{{{name}}}")))
    }

    /// Replaces a variable port with its default: the engine's router supports no variable there.
    fn fix_port(&mut self, name: &str) {
        let port = self.default(name).filter(|port| port.parse::<u16>().is_ok());
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        self.url = self.url.replacen(&format!(":{{{name}}}"), &port, 1);
        self.notes.push(format!(
            "servers: the engine does not support a variable as port, so `{name}` became part of the URL"
        ));
    }

    /// Adds a default, and renames a variable that a path also uses.
    fn variable(&mut self, name: &str) {
        let mut new = name.to_owned();
        while self.in_paths.contains(new.as_str()) {
            new = format!("server_{new}");
        }
        if new != name {
            // A regular expression may follow a colon.
            for end in ["}", ":"] {
                self.url = self.url.replace(&format!("{{{name}{end}"), &format!("{{{new}{end}"));
            }
            self.notes
                .push(format!("servers: the variable `{name}` was renamed to `{new}`, because a path has a `{name}`"));
        }
        let default = self.default(name).unwrap_or_else(|| {
            self.notes.push(format!("servers: the variable `{name}` has no default; write a useful one"));
            format!("my-{}", name.to_lowercase().replace('_', "-"))
        });
        let mut entries = vec![("default", text(&default))];
        let declared = self.declared(name);
        entries.extend(declared.and_then(|node| node.text("description")).map(|words| ("description", text(words))));
        let values: Vec<Node> = declared.map(texts).unwrap_or_default();
        if !values.is_empty() {
            entries.push(("enum", Node::sequence(values, Mark::default())));
        }
        let variable = object(entries);
        self.variables.push((new, variable));
    }

    fn declared(&self, name: &str) -> Option<&'a Node> {
        self.server.get("variables")?.get(name)
    }

    /// The default, or else the first enum value.
    fn default(&self, name: &str) -> Option<String> {
        let declared = self.declared(name)?;
        let given = declared.get("default").and_then(scalar).filter(|default| !default.is_empty());
        given.or_else(|| declared.items("enum").first().and_then(scalar).filter(|value| !value.is_empty()))
    }

    /// A note on a variable that is the whole host: the engine matches it to a single label.
    fn whole_host(&self) -> Option<String> {
        let host = plain_host_variable(&self.url)?;
        Some(format!(
            "servers: `{host}` is a whole host name, but the engine does not match dots with a variable; write the \
             part that all hosts share into `servers`, such as https://{{subdomain}}.example.com/"
        ))
    }

    fn block(&self) -> Node {
        let mut entries = vec![("url", text(&self.url))];
        entries.extend(self.server.text("description").map(|words| ("description", text(words))));
        if !self.variables.is_empty() {
            let variables = self.variables.iter().map(|(name, node)| (name.as_str(), node.clone()));
            entries.push(("variables", object(variables)));
        }
        Node::sequence(vec![object(entries)], Mark::default())
    }
}

fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn texts(variable: &Node) -> Vec<Node> {
    variable.items("enum").iter().filter_map(scalar).map(|value| text(&value)).collect()
}
