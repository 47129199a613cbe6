//! The text of a change, shortened and escaped.

use crate::diff::{Change, Level};
use crate::report::escape;

/// Longer texts are truncated: they list values of an API.
const MAX_TEXT: usize = 500;

pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Escapes a text for Markdown; names between backticks become code.
pub fn marked(text: &str) -> String {
    escape::with_code(&shortened(text))
}

/// The line of a change in a changelog.
pub fn changelog_line(change: &Change) -> String {
    let mark = if change.level == Level::Breaking { "**Breaking:** " } else { "" };
    format!("- {mark}{}: {}\n", escape::code(&change.place.in_sql()), marked(&change.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_code_and_the_rest_means_nothing() {
        assert_eq!(marked("the column `a_b` is *new*"), "the column `a_b` is &#42;new&#42;");
        assert_eq!(marked("`a|b` <x>"), "<code>a&#124;b</code> &lt;x&gt;");
        assert_eq!(shortened(&"ä".repeat(600)).chars().count(), 501);
    }
}
