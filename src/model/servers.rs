//! Checks the server that requests are sent to. The engine compiles the first one together with all paths of a
//! document, and one fault there fails every call of the service.

use std::collections::BTreeSet;

use crate::config::ConfigFile;
use crate::engine::path::names;
use crate::engine::servers::{has_host, has_variable_port};
use crate::finding::{Finding, SERVER_MISSING, SERVER_VARIABLE_CLASH, SERVER_VARIABLE_UNDECLARED, Site};
use crate::schema::placeholders;
use crate::tree::Node;

/// Reports faults of the first server of a service document with these paths.
pub fn check<'p>(config: &ConfigFile, root: &Node, paths: impl Iterator<Item = &'p str>) -> Vec<Finding> {
    let servers = root.get("servers");
    let mark = servers.unwrap_or(root).mark;
    let site = if config.servers().is_some() { Site::Config(mark) } else { Site::Spec(mark) };
    let Some(server) = servers.and_then(|servers| servers.as_sequence()?.first()).filter(|server| has_host(server))
    else {
        let message = "the document has no server with a host, so no request can be sent";
        return vec![Finding::new(&SERVER_MISSING, site, message, "set `servers` in provgen.yaml")];
    };
    let in_paths: BTreeSet<&str> = paths.flat_map(placeholders).collect();
    let url = server.text("url").unwrap_or_default();
    let mut findings: Vec<Finding> =
        names(url).into_iter().filter_map(|name| variable(server, url, name, &in_paths, site)).collect();
    findings.extend(port(url, site));
    findings
}

fn variable(server: &Node, url: &str, name: &str, in_paths: &BTreeSet<&str>, site: Site) -> Option<Finding> {
    if in_paths.contains(name) {
        let message = format!(
            "the server `{url}` and a path both have a variable `{name}`: every call of the service would fail"
        );
        return Some(Finding::new(&SERVER_VARIABLE_CLASH, site, message, "rename the server variable"));
    }
    if server.entries("variables").any(|(declared, _)| &**declared == name) {
        return None;
    }
    let message = format!("the server `{url}` has a variable `{name}` that is not declared");
    Some(Finding::new(&SERVER_VARIABLE_UNDECLARED, site, message, "declare it in `variables`, with a default"))
}

fn port(url: &str, site: Site) -> Option<Finding> {
    has_variable_port(url).then(|| {
        let message = format!("the port of the server `{url}` is a variable: every call of the service would fail");
        Finding::new(&SERVER_VARIABLE_CLASH, site, message, "write the port as a number")
    })
}
