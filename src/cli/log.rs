//! The log of a job in GitHub Actions, in which the runner looks for commands: text from a document must not be one.
//!
//! The runner reads line by line; a carriage return ends a line as well. It takes a line for a command that begins with
//! `::NAME` and has another `::`, whatever blanks are before it, and a line that has `##[NAME]` anywhere
//! (actions/runner, `ActionCommand.TryParseV2` and `TryParse`). Comparisons of .NET can skip characters that are not
//! shown, so these hide nothing here.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Characters that are not shown.
macro_rules! hidden {
    () => {
        r"[\p{Default_Ignorable_Code_Point}\p{Cc}--\r\n]*"
    };
}

static ANYWHERE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(concat!("(#", hidden!(), "#", hidden!(), r")\[")).ok());

static AT_START: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(r"(?mR)^((?:\s|\p{Default_Ignorable_Code_Point}|\p{Cc})*):(", hidden!(), ":)")).ok()
});

/// How a language writes the characters that begin a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Text and Markdown.
    Text,
    /// JSON, in whose strings alone they can stand.
    Json,
    /// XML.
    Xml,
    /// Text with commands of ours at the beginning of lines.
    Commands,
}

impl Language {
    /// For `[` and `:`.
    fn spellings(self) -> [&'static str; 2] {
        match self {
            Language::Text | Language::Commands => ["\\[", "\\:"],
            Language::Json => ["\\u005b", "\\u003a"],
            Language::Xml => ["&#91;", "&#58;"],
        }
    }
}

/// Whether the runner of GitHub Actions reads what is printed.
pub fn is_watched() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| !value.is_empty())
}

/// Text without commands, for [`is_watched`] logs.
pub fn inert(text: &str, language: Language) -> Cow<'_, str> {
    let (Some(anywhere), Some(at_start)) = (ANYWHERE.as_ref(), AT_START.as_ref()) else { return Cow::Borrowed(text) };
    let [bracket, colon] = language.spellings();
    let group = |found: &Captures<'_>, index| found.get(index).map_or("", |part| part.as_str()).to_owned();
    let parted = anywhere.replace_all(text, |found: &Captures<'_>| group(found, 1) + bracket);
    if language == Language::Commands {
        return parted;
    }
    let replaced = at_start.replace_all(&parted, |found: &Captures<'_>| group(found, 1) + colon + &group(found, 2));
    match replaced {
        Cow::Borrowed(_) => parted,
        Cow::Owned(replaced) => Cow::Owned(replaced),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the runner takes a line for a command: as its documentation and code say, without our patterns.
    fn is_command(line: &str) -> bool {
        let is_shown =
            |letter: &char| !letter.is_control() && !"\u{ad}\u{200b}\u{200d}\u{2060}\u{feff}".contains(*letter);
        let line: String = line.chars().filter(is_shown).collect();
        let begins = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        let holds = line.split_once("##[").is_some_and(|(_, rest)| rest.contains(']'));
        begins || holds
    }

    fn commands(text: &str) -> Vec<&str> {
        text.split(['\n', '\r']).filter(|line| is_command(line)).collect()
    }

    const FRAGMENTS: &[&str] = &[
        "::",
        "##[",
        "]",
        "error",
        "stop-commands",
        " ",
        "\t",
        "\u{a0}",
        "\n",
        "\r",
        "\r\n",
        "\u{feff}",
        "\u{ad}",
        "\u{200b}",
        "#",
        "[",
        ":",
        "\u{1b}[31m",
        "\u{2028}",
        "é",
        "\\",
    ];

    #[test]
    fn no_text_has_a_command() {
        let texts =
            ["::error::x", "  ::error::x", "\u{2003}::e::", "x ##[error]y", "a\r::e::", "a\n##[group]", "#\u{ad}#[e]"];
        for text in texts {
            assert!(!commands(text).is_empty(), "{text:?} tells nothing");
            assert_eq!(commands(&inert(text, Language::Text)), Vec::<&str>::new(), "{text:?}");
        }
        assert!(matches!(inert("plain :: text # [x] a::b", Language::Text), Cow::Borrowed(_)));
    }

    #[test]
    fn json_and_xml_say_the_same_as_before() {
        let value = serde_json::json!({"a": "##[error]x", "b": ["::error::"]});
        let text = format!("{value:#}");
        let escaped = inert(&text, Language::Json);
        assert!(commands(&text).len() == 1 && commands(&escaped).is_empty(), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).ok(), Some(value));
        assert_eq!(inert("<a>\n::error::##[x]</a>", Language::Xml), "<a>\n&#58;:error::##&#91;x]</a>");
    }

    proptest! {
        #![proptest_config(crate::properties::config(512))]

        #[test]
        fn whatever_is_put_together(parts in proptest::collection::vec(proptest::sample::select(FRAGMENTS), 0..12)) {
            let text = parts.concat();
            for language in [Language::Text, Language::Xml] {
                let inert = inert(&text, language);
                prop_assert_eq!(commands(&inert), Vec::<&str>::new());
            }
        }
    }
}
