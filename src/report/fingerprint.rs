//! Fingerprints identify a finding across runs by its rule and its place in the document, not its line.

use std::collections::HashMap;

use crate::text::sha256;

use crate::finding::{Key, key};

use super::Verdict;

/// A fingerprint for each finding, in their order. Findings with the same key are numbered.
pub fn fingerprints(verdict: &Verdict) -> Vec<String> {
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut fingerprint = |finding| {
        let key = key(finding, verdict.names.path_from_root(finding));
        let text = format!("{}\n{}\n{}", key.0, key.1, key.2);
        let number = seen.entry(key).or_default();
        *number += 1;
        let hash = sha256(text.as_bytes());
        format!("{}:{number}", hash.get(..16).unwrap_or(&hash))
    };
    verdict.findings.iter().map(&mut fingerprint).collect()
}
