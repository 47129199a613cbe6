//! The commands of a repository, whose flags may hold blocks of settings.

use std::path::Path;

use crate::source::{MAX_MEGABYTES, read_file};
use crate::tree::yaml;

/// Files with commands as a shell reads them.
const TEXTS: [&str; 2] = ["Makefile", "README.md"];

/// The file whose scripts are commands.
const SCRIPTS: &str = "package.json";

/// The commands of a repository.
pub struct Commands(Vec<String>);

impl Commands {
    /// Reads the files that hold commands. One that cannot be read holds none.
    pub fn read(root: &Path) -> Self {
        let texts = TEXTS.iter().filter_map(|file| String::from_utf8(bytes(&root.join(file))?).ok());
        let path = root.join(SCRIPTS);
        let scripts = bytes(&path).and_then(|bytes| yaml::read(&bytes, &path).ok()).unwrap_or_default();
        let scripts: Vec<String> =
            scripts.entries("scripts").filter_map(|(_, script)| script.as_str().map(str::to_owned)).collect();
        Commands(scripts.into_iter().chain(texts).collect())
    }

    /// Whether a command has a flag.
    pub fn has(&self, flag: &str) -> bool {
        self.0.iter().any(|text| text.contains(flag))
    }

    /// Returns the first value of a flag.
    pub fn value(&self, flag: &str) -> Option<String> {
        self.0.iter().find_map(|text| value(text, flag))
    }
}

/// Returns the content of a file; none of a device or a pipe, which may have no end.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    path.is_file().then(|| read_file(path, MAX_MEGABYTES, "").ok())?
}

fn value(text: &str, flag: &str) -> Option<String> {
    text.match_indices(flag).find_map(|(at, _)| {
        let rest = text.get(at + flag.len()..)?;
        let value = rest.strip_prefix('=').or_else(|| rest.strip_prefix(char::is_whitespace))?;
        word(value.trim_start_matches([' ', '\t', '\\', '\n', '\r']))
    })
}

/// Returns the first word of a command, without its quotes.
fn word(text: &str) -> Option<String> {
    if let Some(quoted) = text.strip_prefix('\'') {
        return Some(quoted.split_once('\'')?.0.to_owned());
    }
    let Some(quoted) = text.strip_prefix('"') else {
        return text.split_whitespace().next().map(str::to_owned);
    };
    let (mut word, mut is_escaped) = (String::new(), false);
    for character in quoted.chars() {
        match character {
            '"' if !is_escaped => return Some(word),
            '\\' if !is_escaped => is_escaped = true,
            _ => {
                word.push(character);
                is_escaped = false;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_flags_are_words_of_a_shell() {
        let text = "make:\n\tnpm run x -- --servers '[{\"url\": \"https://a\"}]' \\\n  --config=\"{\\\"a\\\": 1}\" --path \\\n a/b.json";
        assert_eq!(value(text, "--servers").as_deref(), Some("[{\"url\": \"https://a\"}]"));
        assert_eq!(value(text, "--config").as_deref(), Some("{\"a\": 1}"));
        assert_eq!(value(text, "--path").as_deref(), Some("a/b.json"));
        assert_eq!(value(text, "--pat"), None);
        assert_eq!(value("--open 'x", "--open"), None);
    }
}
