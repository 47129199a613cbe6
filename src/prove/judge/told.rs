//! Shortens what an engine says for a message.

/// How many characters of a text are told.
const MOST: usize = 200;

/// Returns the first line of a text as far as it tells something, on one line and without backticks.
pub fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
