//! Text with variables in braces, such as a segment of a path or a host, and what they stand for in a request.

use regex::{Regex, RegexBuilder};

use crate::engine::servers::{Part, parts};

/// Maximum size of a compiled pattern, in bytes. A larger one stands for anything.
const MAX_PATTERN: usize = 1 << 16;

/// Text with variables.
pub struct Template {
    names: Vec<String>,
    regex: Regex,
    /// The number of characters that are no variable.
    pub literal: usize,
}

impl Template {
    /// Compiles a text. Returns nothing if it has no variable, or none that can be compiled.
    pub fn new(text: &str) -> Option<Self> {
        let (mut names, mut literal, mut pattern) = (Vec::new(), 0, String::from("^"));
        for part in parts(text) {
            let (name, allowed) = match part {
                Part::Text(text) => {
                    pattern.push_str(&regex::escape(text));
                    literal += text.chars().count();
                    continue;
                }
                Part::Variable(name) => (name, ".+"),
                Part::Pattern(name, allowed) => (name, if is_sound(allowed) { allowed } else { ".+" }),
            };
            // Groups of its own must not be taken for variables.
            pattern.push_str(&format!("(?P<v{}>{allowed})", names.len()));
            names.push(name.to_owned());
        }
        let regex = compiled(&(pattern + "$")).filter(|_| !names.is_empty())?;
        Some(Template { names, regex, literal })
    }

    /// Returns the variables with what they stand for.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        let found = self.regex.captures(text)?;
        let value = |index: usize| found.name(&format!("v{index}")).map_or("", |value| value.as_str());
        Some(self.names.iter().enumerate().map(|(index, name)| (name.as_str(), value(index))).collect())
    }
}

fn is_sound(pattern: &str) -> bool {
    compiled(pattern).is_some_and(|regex| regex.capture_names().flatten().next().is_none())
}

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).dot_matches_new_line(true).size_limit(MAX_PATTERN).build().ok()
}

/// Splits a path at its slashes; a pattern in braces may have slashes of its own.
pub fn segments(path: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let path = path.strip_prefix('/').unwrap_or(path);
    let is_end = |letter: char| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '/' && depth == 0
    };
    path.split(is_end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stand_beside_text() {
        let captured = |template: &str, text: &str| {
            let template = Template::new(template).expect("a template");
            template.captures(text).map(|found| found.into_iter().map(|(n, v)| format!("{n}={v}")).collect::<String>())
        };
        assert_eq!(captured("{id}.json", "a.b.json").as_deref(), Some("id=a.b"));
        assert_eq!(captured("{a}-{b}", "1-2").as_deref(), Some("a=1b=2"));
        assert_eq!(captured("{id}:do", "x:undo"), None);
        assert_eq!(captured("{v:v[0-9]+|(x)}", "v12").as_deref(), Some("v=v12"));
        assert_eq!(captured("{v:v[0-9]+}", "w1"), None);
        assert_eq!(captured("{v:(}", "any").as_deref(), Some("v=any"));
        assert!(Template::new("plain").is_none());
        assert!(Template::new(&"{a}".repeat(10_000)).is_none());
    }

    #[test]
    fn slashes_in_braces_do_not_split() {
        assert_eq!(segments("/a/{b:[^/]+}/"), ["a", "{b:[^/]+}", ""]);
        assert_eq!((segments("/"), segments("//a")), (vec![""], vec!["", "a"]));
    }
}
