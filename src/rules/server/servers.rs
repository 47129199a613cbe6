//! Reports the faults of servers, each by its rule.

use crate::engine::servers::{
    adjacent_variables, has_variables_at_ends, placeholder, plain_host_variable, unmatched_host, url_fault,
};
use crate::finding::{
    HOST_TWO_VARIABLES_AT_ENDS, Rule, SERVER_HOST_PLACEHOLDER, SERVER_HOST_SINGLE_PLAIN_VARIABLE,
    SERVER_HOST_UNMATCHED, SERVER_HOST_VARIABLES_ADJACENT, SERVER_URL_UNPARSABLE,
};
use crate::rules::{Findings, ServiceContext};
use crate::tree::Node;

/// Reports the faults of one rule in the servers that count.
pub(super) fn report(context: &ServiceContext<'_>, rule: &Rule, findings: &mut Findings) {
    for (server, _) in context.servers() {
        report_one(server, rule, findings);
    }
}

/// Reports the fault of one rule in a server.
pub(super) fn report_one(server: &Node, rule: &Rule, findings: &mut Findings) {
    if let Some((message, help)) = fault(server, rule) {
        findings.add(server.get("url").unwrap_or(server).mark, message, help);
    }
}

/// Why calls do not reach a server, by one rule, and what to do. Of rules that mean the same, only one has a fault.
fn fault(server: &Node, rule: &Rule) -> Option<(String, &'static str)> {
    let url = server.text("url").unwrap_or_default();
    let found = match rule {
        rule if rule == &SERVER_URL_UNPARSABLE => {
            (format!("no call reaches `{url}`: it {}", url_fault(url)?), "write `https://host/path`")
        }
        rule if rule == &HOST_TWO_VARIABLES_AT_ENDS => has_variables_at_ends(url).then(|| {
            let message =
                format!("every call of the service crashes: the host of `{url}` begins and ends with a variable");
            (message, "make one variable of the host, or write one of the ends as text")
        })?,
        rule if rule == &SERVER_HOST_SINGLE_PLAIN_VARIABLE => {
            let host = plain_host_variable(url).filter(|_| url_fault(url).is_none())?;
            let message = format!("`{host}` does not match host names with a dot");
            (message, "give the variable a pattern: `{name:^(?:.+)$}`")
        }
        rule if rule == &SERVER_HOST_PLACEHOLDER => {
            let label = placeholder(url)?;
            let message =
                format!("`{label}` in the host of `{url}` looks like a placeholder, and SQL cannot fill it in");
            (message, "make a variable of it: `https://{domain}.example.com`, with a default")
        }
        rule if rule == &SERVER_HOST_VARIABLES_ADJACENT => {
            let (first, second) = adjacent_variables(url).filter(|_| !has_variables_at_ends(url))?;
            let message = format!(
                "nothing stands between the variables `{first}` and `{second}` in the host of `{url}`: no call reaches a \
                 host in which one of them is empty or has a dot"
            );
            (message, "make one variable of both, or write what stands between them")
        }
        rule if rule == &SERVER_HOST_UNMATCHED => {
            let is_told = plain_host_variable(url).is_some() || has_variables_at_ends(url);
            let host = if is_told { None } else { unmatched_host(server) }?;
            let message =
                format!("no call reaches the host `{host}`, which the defaults give: `{url}` does not match it");
            (message, "a variable has no dots unless it has a pattern: `{name:[a-z0-9.-]+}`")
        }
        _ => return None,
    };
    Some(found)
}
