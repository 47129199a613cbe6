//! The host of a server begins and ends with a variable.

use crate::engine::servers::router_servers;
use crate::finding::HOST_TWO_VARIABLES_AT_ENDS;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for server in router_servers(context.tree()).flat_map(|(_, servers)| servers) {
        servers::report_one(server, &HOST_TWO_VARIABLES_AT_ENDS, findings);
    }
}
