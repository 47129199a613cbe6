//! A method says what its answer is after AWAIT.

use crate::engine::exec::WAITING_PROVIDER;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(provider) = context.service.provider.and_then(|opened| opened.document.tree.text("name")) else { return };
    let keys = ["async_schema_override", "asyncOverrideMediaType"];
    if let Some(node) = keys.into_iter().find_map(|key| context.response(key)).filter(|_| provider != WAITING_PROVIDER)
    {
        let message = format!("nothing reads the answer after AWAIT: the engine waits for {WAITING_PROVIDER} alone");
        findings.add(node.mark, message, "remove it");
    }
}
