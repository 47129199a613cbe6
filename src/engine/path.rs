//! Paths of a document as the engine's router takes them (provider-format 2.3).

use crate::schema::placeholders;

/// The names between the braces of a path or of the URL of a server, without the regular expressions behind them.
pub fn names(template: &str) -> Vec<&str> {
    placeholders(template).into_iter().map(|name| name.split(':').next().unwrap_or(name)).collect()
}

/// A character of a path outside of its parameters that the router never finds in a request: a blank, or `#`.
pub fn unroutable_character(path: &str) -> Option<char> {
    let mut depth = 0_usize;
    path.chars().find(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(letter, ' ' | '#')
    })
}

/// Whether the braces of a path match and hold names; otherwise every call of the service fails. A regular expression
/// may have braces of its own.
pub fn has_sound_braces(path: &str) -> bool {
    let (mut depth, mut length) = (0_usize, 0_usize);
    for letter in path.chars() {
        match letter {
            '{' if depth == 0 => (depth, length) = (1, 0),
            '{' => depth += 1,
            '}' if depth == 0 || length == 0 => return false,
            '}' => depth -= 1,
            ':' if length == 0 && depth == 1 => return false,
            _ => length += 1,
        }
    }
    depth == 0
}
