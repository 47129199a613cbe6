//! The braces of a path do not match, or hold nothing.

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (path, item) in context.tree().entries("paths") {
        if !path.starts_with("x-") && !is_sound(path) {
            findings.add(
                item.mark,
                format!("the braces of the path `{path}` do not match, or hold no name"),
                "write each parameter as `{name}`",
            );
        }
    }
}

/// Braces may stand inside braces: a parameter can carry a regular expression.
fn is_sound(path: &str) -> bool {
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
