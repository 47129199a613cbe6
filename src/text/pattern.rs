//! Names with `*` and `?` in a configuration.

use globset::{GlobBuilder, GlobMatcher};

/// A name, or a glob: `*` stands for any text and `?` for any character.
#[derive(Debug)]
pub enum Pattern {
    /// Only itself.
    Text(String),
    /// Whatever matches.
    Glob(GlobMatcher),
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        if !text.contains(['*', '?']) {
            return Pattern::Text(text.to_owned());
        }
        // Braces are placeholders of a path here.
        let escaped = |letter: char| match letter {
            '{' | '}' | '[' | ']' | '\\' => format!("\\{letter}"),
            _ => letter.to_string(),
        };
        let spelled: String = text.chars().map(escaped).collect();
        let glob = GlobBuilder::new(&spelled).literal_separator(false).backslash_escape(true).build();
        glob.map_or_else(|_| Pattern::Text(text.to_owned()), |glob| Pattern::Glob(glob.compile_matcher()))
    }

    /// Reads a pattern for operations, such as `GET /users/*`: the HTTP verb may be in lower case.
    pub fn of_operation(text: &str) -> Self {
        match text.split_once(' ') {
            Some((verb, path)) => Pattern::new(&format!("{} {path}", verb.to_ascii_uppercase())),
            None => Pattern::new(text),
        }
    }

    /// The name, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Pattern::Text(text) => Some(text),
            Pattern::Glob(_) => None,
        }
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &str) -> bool {
        match self {
            Pattern::Text(text) => text == name,
            Pattern::Glob(glob) => glob.is_match(name),
        }
    }

    /// Whether an operation matches, by its path or by its HTTP verb and path.
    pub fn matches_operation(&self, verb: &str, path: &str) -> bool {
        self.matches(path) || self.matches(&format!("{} {path}", verb.to_ascii_uppercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_name_or_has_stars() {
        let has = |pattern: &str, name: &str| Pattern::new(pattern).matches(name);
        assert!(has("list_*", "list_users") && has("GET /users/{id}*", "GET /users/{id}/groups"));
        assert!(has("a?c", "abc") && has("[x]*", "[x]y") && has("*", ""));
        assert!(!has("list_*", "get_users") && !has("a", "ab") && !has("{a,b}*", "a") && !has("[ab]*", "a"));
    }

    #[test]
    fn an_operation_is_named_by_its_path_or_with_its_verb() {
        let has = |pattern: &str| Pattern::of_operation(pattern).matches_operation("get", "/users/{id}");
        assert!(has("/users/*") && has("get /users/{id}") && has("GET /*"));
        assert!(!has("POST /users/*") && !has("/users"));
    }
}
