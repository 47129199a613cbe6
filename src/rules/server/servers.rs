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

/// Reports the faults of one rule in a server.
pub(super) fn report_one(server: &Node, rule: &Rule, findings: &mut Findings) {
    let mark = server.get("url").unwrap_or(server).mark;
    for fault in server_faults(server).into_iter().filter(|fault| fault.rule == rule) {
        findings.add(mark, fault.message, fault.help);
    }
}

/// Why calls do not reach a server.
struct ServerFault {
    /// Its rule.
    rule: &'static Rule,
    /// What is wrong.
    message: String,
    /// What to do.
    help: &'static str,
}

/// Returns the faults of the URL of a server, the first one of those that mean the same.
fn server_faults(server: &Node) -> Vec<ServerFault> {
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
