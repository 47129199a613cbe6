//! A `config` block has a key that the engine does not know.

use crate::engine::config::{RETRY_KEYS, blocks, keys};
use crate::registry::Document;
use crate::rules::Findings;
use crate::tree::Node;

/// Many providers have this block of hints for pages; the engine ignores it.
const HINTS: &str = "docs";

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let known: Vec<&str> = keys().chain([HINTS]).collect();
    for (_, config) in blocks(&document.tree) {
        report("config", config, &known, findings);
        let Some(retry) = config.get("retry") else { continue };
        report("retry", retry, &RETRY_KEYS, findings);
        if let Some(conditions) = retry.get("retryable_conditions") {
            report("retryable_conditions", conditions, &["status_codes"], findings);
        }
    }
}

fn report(name: &str, block: &Node, known: &[&str], findings: &mut Findings) {
    for (key, node) in block.as_mapping().into_iter().flatten() {
        if !known.contains(&&**key) && !key.starts_with("x-") {
            let message = format!("unknown key `{key}` in `{name}`");
            findings.add(node.mark, message, format!("use one of {}", known.join(", ")));
        }
    }
}
