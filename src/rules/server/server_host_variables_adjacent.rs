//! Two variables of a host stand beside each other.

use crate::finding::SERVER_HOST_VARIABLES_ADJACENT;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    servers::report(context, &SERVER_HOST_VARIABLES_ADJACENT, findings);
}
