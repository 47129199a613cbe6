//! The host of a server stands for one that users have to fill in, and is no variable.

use crate::finding::SERVER_HOST_PLACEHOLDER;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    servers::report(context, &SERVER_HOST_PLACEHOLDER, findings);
}
