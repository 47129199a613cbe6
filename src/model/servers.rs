//! Checks the server that requests are sent to. The engine compiles the first one together with all paths of a
//! document, and one fault there fails every call of the service.

use std::collections::BTreeSet;

use crate::config::ConfigFile;
use crate::engine::path::names;
use crate::engine::servers::{
    adjacent_variables, has_host, has_variable_port, has_variables_at_ends, placeholder, plain_host_variable,
    unmatched_host, url_fault,
};
use crate::finding::{
    Finding, HOST_TWO_VARIABLES_AT_ENDS, Rule, SERVER_HOST_PLACEHOLDER, SERVER_HOST_SINGLE_PLAIN_VARIABLE,
    SERVER_HOST_UNMATCHED, SERVER_HOST_VARIABLES_ADJACENT, SERVER_MISSING, SERVER_URL_UNPARSABLE,
    SERVER_VARIABLE_CLASH, SERVER_VARIABLE_UNDECLARED, Site,
};
use crate::normalise::Operation;
use crate::schema::placeholders;
use crate::tree::Node;

/// Why calls do not reach a server, whether it stands in a provider or in the inputs of one.
pub struct ServerFault {
    /// Its rule.
    pub rule: &'static Rule,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// Returns the faults of the URL of a server, the first one of those that mean the same.
pub fn server_faults(server: &Node) -> Vec<ServerFault> {
    let url = server.text("url").unwrap_or_default();
    let fault = |rule, message, help| Some(ServerFault { rule, message, help });
    let unparsable = url_fault(url).and_then(|fault_of_url| {
        let message = format!("no call reaches `{url}`: it {fault_of_url}");
        fault(&SERVER_URL_UNPARSABLE, message, "write `https://host/path`")
    });
    let ends = has_variables_at_ends(url).then(|| ServerFault {
        rule: &HOST_TWO_VARIABLES_AT_ENDS,
        message: format!("every call of the service crashes: the host of `{url}` begins and ends with a variable"),
        help: "make one variable of the host, or write one of the ends as text",
    });
    let is_whole = plain_host_variable(url).is_some();
    let whole = plain_host_variable(url).filter(|_| unparsable.is_none()).and_then(|host| {
        let message = format!("`{host}` does not match host names with a dot");
        fault(&SERVER_HOST_SINGLE_PLAIN_VARIABLE, message, "give the variable a pattern: `{name:^(?:.+)$}`")
    });
    let stood_for = placeholder(url).and_then(|label| {
        let message = format!("`{label}` in the host of `{url}` looks like a placeholder, and SQL cannot fill it in");
        fault(
            &SERVER_HOST_PLACEHOLDER,
            message,
            "make a variable of it: `https://{domain}.example.com`, with a default",
        )
    });
    let adjacent = adjacent_variables(url).filter(|_| ends.is_none()).and_then(|(first, second)| {
        let message = format!(
            "nothing stands between the variables `{first}` and `{second}` in the host of `{url}`: no call reaches a host \
             in which one of them is empty or has a dot"
        );
        fault(&SERVER_HOST_VARIABLES_ADJACENT, message, "make one variable of both, or write what stands between them")
    });
    let unmatched = unmatched_host(server).filter(|_| !is_whole && ends.is_none()).and_then(|host| {
        let message = format!("no call reaches the host `{host}`, which the defaults give: `{url}` does not match it");
        fault(&SERVER_HOST_UNMATCHED, message, "a variable has no dots unless it has a pattern: `{name:[a-z0-9.-]+}`")
    });
    [unparsable, ends, whole, stood_for, adjacent, unmatched].into_iter().flatten().collect()
}

/// Reports faults of the first server of a service document, and of those that its operations have of their own.
pub fn check(config: &ConfigFile, root: &Node, operations: &[&Operation]) -> Vec<Finding> {
    let servers = root.get("servers");
    let mark = servers.unwrap_or(root).mark;
    let site = if config.servers().is_some() { Site::Config(mark) } else { Site::Spec(mark) };
    let mut findings = own(operations);
    let Some(server) = servers.and_then(|servers| servers.as_sequence()?.first()).filter(|server| has_host(server))
    else {
        let message = "the document has no server with a host, so no request can be sent";
        findings.push(Finding::new(&SERVER_MISSING, site, message, "set `servers` in provgen.yaml"));
        return findings;
    };
    let in_paths: BTreeSet<&str> = operations.iter().flat_map(|operation| placeholders(&operation.template)).collect();
    let url = server.text("url").unwrap_or_default();
    findings.extend(names(url).into_iter().filter_map(|name| variable(server, url, name, &in_paths, site)));
    findings.extend(port(url, site));
    let way =
        if config.servers().is_some() { "" } else { "; `servers` in provgen.yaml stand for those of the document" };
    findings.extend(faults(server, site, way));
    findings
}

/// Servers of operations and path items count before those of the document and of the configuration.
fn own(operations: &[&Operation]) -> Vec<Finding> {
    let holders = operations.iter().flat_map(|operation| [&operation.node, &operation.item]);
    let mut servers: Vec<&Node> = holders.filter_map(|holder| holder.items("servers").first()).collect();
    servers.sort_by_key(|server| server.mark);
    servers.dedup_by_key(|server| server.mark);
    let way = "; an overlay can change the servers of an operation";
    servers.into_iter().flat_map(|server| faults(server, Site::Spec(server.mark), way)).collect()
}

fn faults(server: &Node, site: Site, way: &str) -> impl Iterator<Item = Finding> {
    server_faults(server)
        .into_iter()
        .map(move |fault| Finding::new(fault.rule, site, fault.message, format!("{}{way}", fault.help)))
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
