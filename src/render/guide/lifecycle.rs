//! Finds vendor extensions about the lifecycle, such as beta or deprecated.

use crate::text::escape::prose;
use crate::tree::{Node, Value};

/// The maximum number of texts of one mark.
const MAX_WORDS: usize = 10;

/// The texts of lifecycle extensions.
pub fn marks(node: &Node) -> Vec<String> {
    let mut marks = Vec::new();
    for (key, value) in node.as_mapping().into_iter().flatten().filter(|(key, _)| is_lifecycle(key)) {
        let words = words(value);
        match &value.value {
            Value::Bool(true) => marks.push(prose(key.trim_start_matches("x-"))),
            _ if !words.is_empty() => marks.push(words.iter().map(|word| prose(word)).collect::<Vec<_>>().join(", ")),
            _ => {}
        }
    }
    marks
}

fn is_lifecycle(key: &str) -> bool {
    let Some(word) = key.strip_prefix("x-").or_else(|| key.strip_prefix("X-")) else { return false };
    let word = word.to_ascii_lowercase();
    let is_named = matches!(word.as_str(), "beta" | "alpha" | "preview" | "stability" | "experimental" | "maturity");
    is_named || word.contains("lifecycle")
}

/// All texts in a mark, without duplicates.
fn words(value: &Node) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |node: &Node| {
        let text = node.as_str().filter(|text| !text.trim().is_empty() && text.len() < 200);
        if let Some(text) = text.filter(|text| found.len() < MAX_WORDS && !found.iter().any(|other| other == text)) {
            found.push(text.to_owned());
        }
    };
    add(value);
    value.as_sequence().into_iter().flatten().for_each(&mut add);
    for (_, entry) in value.as_mapping().into_iter().flatten() {
        add(entry);
        entry.as_sequence().into_iter().flatten().for_each(&mut add);
    }
    found
}
