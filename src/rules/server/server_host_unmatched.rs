//! The default values of a server give a host that its URL does not match.

use crate::finding::SERVER_HOST_UNMATCHED;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    servers::report(context, &SERVER_HOST_UNMATCHED, findings);
}
