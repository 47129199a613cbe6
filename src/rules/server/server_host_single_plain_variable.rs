//! The whole host of a server is one variable without a pattern.

use crate::finding::SERVER_HOST_SINGLE_PLAIN_VARIABLE;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    servers::report(context, &SERVER_HOST_SINGLE_PLAIN_VARIABLE, findings);
}
