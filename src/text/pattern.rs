//! Names with `*` and `?` in a configuration.

/// A name, or a glob: `*` stands for any text and `?` for any character.
#[derive(Debug)]
pub enum Pattern {
    /// Only itself.
    Text(String),
    /// Whatever matches.
    Glob(Vec<char>),
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        match text.contains(['*', '?']) {
            true => Pattern::Glob(text.chars().collect()),
            false => Pattern::Text(text.to_owned()),
        }
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
            Pattern::Glob(glob) => is_match(glob, name),
        }
    }

    /// Whether an operation matches, by its path or by its HTTP verb and path.
    pub fn matches_operation(&self, verb: &str, path: &str) -> bool {
        self.matches(path) || self.matches(&format!("{} {path}", verb.to_ascii_uppercase()))
    }
}

/// Whether a glob matches a name. A configuration may have thousands of globs, for which regular expressions are too large.
fn is_match(glob: &[char], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut from) = (0, 0);
    // Behind the last star, and where in the name that goes on.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(at) {
        match glob.get(from) {
            Some('*') => {
                from += 1;
                star = Some((from, at));
            }
            Some(wanted) if *wanted == '?' || wanted == letter => (at, from) = (at + 1, from + 1),
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                (at, from) = (taken + 1, behind);
            }
        }
    }
    glob.iter().skip(from).all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_name_or_has_stars() {
        let has = |pattern: &str, name: &str| Pattern::new(pattern).matches(name);
        assert!(has("list_*", "list_users") && has("GET /users/{id}*", "GET /users/{id}/groups"));
        assert!(has("a?c", "abc") && has("[x]*", "[x]y") && has("*", ""));
        assert!(has("*a*b", "xaxbab") && has("**", "é") && has("?", "é") && has("/*/{id}", "/a/b/{id}"));
        assert!(!has("*a*b", "xaxba") && !has("?", "") && !has("a*?", "a"));
        assert!(!has(&"*a".repeat(1000), &"a".repeat(999)) && has(&"*a".repeat(1000), &"a".repeat(1000)));
        assert!(!has("list_*", "get_users") && !has("a", "ab") && !has("{a,b}*", "a") && !has("[ab]*", "a"));
    }

    #[test]
    fn an_operation_is_named_by_its_path_or_with_its_verb() {
        let has = |pattern: &str| Pattern::of_operation(pattern).matches_operation("get", "/users/{id}");
        assert!(has("/users/*") && has("get /users/{id}") && has("GET /*"));
        assert!(!has("POST /users/*") && !has("/users"));
    }
}
