//! What makes a finding the same one in the next run: its rule and its place in the document, not its line.

use std::collections::HashMap;

use crate::source::sha256;

use super::Located;

/// Rule, file and JSON pointer: what stays when lines are added above.
pub type Key = (String, String, String);

/// The key of a finding.
pub fn key(finding: &Located) -> Key {
    (finding.rule.to_owned(), finding.file(), finding.place.pointer.clone().unwrap_or_default())
}

/// A fingerprint for each finding, in their order. Several findings of one key are numbered.
pub fn fingerprints(findings: &[Located]) -> Vec<String> {
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut fingerprint = |finding| {
        let key = key(finding);
        let text = format!("{}\n{}\n{}", key.0, key.1, key.2);
        let number = seen.entry(key).or_default();
        *number += 1;
        let hash = sha256(text.as_bytes());
        format!("{}:{number}", hash.get(..16).unwrap_or(&hash))
    };
    findings.iter().map(&mut fingerprint).collect()
}
