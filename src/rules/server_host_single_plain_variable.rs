//! The whole host of a server is one variable without a pattern.

use super::servers;

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (server, _) in servers::of(context) {
        let url = server.text("url").unwrap_or_default();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
        let host = host.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':');
        let is_one =
            host.starts_with('{') && host.ends_with('}') && host.matches('{').count() == 1 && !host.contains(':');
        if is_one {
            let mark = server.get("url").unwrap_or(server).mark;
            findings.add(
                mark,
                format!("`{host}` matches no name with a dot"),
                "give the variable a pattern: `{name:^(?:.+)$}`",
            );
        }
    }
}
