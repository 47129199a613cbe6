//! The URL of a server is one that the engine cannot call.

use crate::finding::SERVER_URL_UNPARSABLE;
use crate::rules::{Findings, ServiceContext};

use super::servers;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    if !context.is_local() {
        servers::report(context, &SERVER_URL_UNPARSABLE, findings);
    }
}
