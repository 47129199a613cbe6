//! Rules about servers and their variables.

mod host_path_variable_clash;
mod host_two_variables_at_ends;
mod method_server_unrouted;
mod server_host_placeholder;
mod server_host_single_plain_variable;
mod server_host_unmatched;
mod server_host_variables_adjacent;
mod server_missing;
mod server_port_variable;
mod server_url_unparsable;
mod server_variable_no_default;
mod server_variable_undeclared;
mod server_variable_unused;
mod servers;

use crate::finding::*;

use super::Look::{self, Method, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&HOST_PATH_VARIABLE_CLASH, Service(host_path_variable_clash::check)),
    (&HOST_TWO_VARIABLES_AT_ENDS, Service(host_two_variables_at_ends::check)),
    (&METHOD_SERVER_UNROUTED, Method(method_server_unrouted::check)),
    (&SERVER_HOST_PLACEHOLDER, Service(server_host_placeholder::check)),
    (&SERVER_HOST_SINGLE_PLAIN_VARIABLE, Service(server_host_single_plain_variable::check)),
    (&SERVER_HOST_UNMATCHED, Service(server_host_unmatched::check)),
    (&SERVER_HOST_VARIABLES_ADJACENT, Service(server_host_variables_adjacent::check)),
    (&SERVER_MISSING, Method(server_missing::check)),
    (&SERVER_PORT_VARIABLE, Service(server_port_variable::check)),
    (&SERVER_URL_UNPARSABLE, Service(server_url_unparsable::check)),
    (&SERVER_VARIABLE_NO_DEFAULT, Service(server_variable_no_default::check)),
    (&SERVER_VARIABLE_UNDECLARED, Service(server_variable_undeclared::check)),
    (&SERVER_VARIABLE_UNUSED, Service(server_variable_unused::check)),
];
