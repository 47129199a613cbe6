//! Text for people: escaping for each context, counted words, similar names.

pub mod escape;
#[cfg(test)]
mod escape_tests;
mod opening;
mod pattern;
mod snake_case;
mod tags;

use sha2::{Digest, Sha256};

pub use opening::opening;
pub use pattern::Pattern;
pub use snake_case::snake_case;
pub use tags::without_tags;

/// Maximum number of names in a message.
const MAX_LISTED: usize = 5;

/// Returns a number and what is counted, in the plural if needed.
pub fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Returns a name in words: `user_factors` becomes `User Factors`.
pub fn in_words(name: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    name.split('_').filter_map(capitalised).collect::<Vec<_>>().join(" ")
}

/// Returns a word after its indefinite article, going by its first letter.
pub fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// Returns names in backticks, the first five and the number of the others.
pub fn listed<N: AsRef<str>>(names: &[N]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|name| format!("`{}`", name.as_ref())).collect();
    match names.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}

/// Returns text up to the first empty line, on one line.
pub fn first_paragraph(text: &str) -> String {
    let lines = text.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Returns the end of the first sentence: a full stop before a space and a capital, except after abbreviations.
pub fn sentence_end(text: &str) -> usize {
    let ends = text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
    let is_end = |end: &usize| {
        let (before, after) = text.split_at_checked(*end).unwrap_or((text, ""));
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_abbreviation = word.trim_end_matches('.').contains('.') || matches!(word, "etc." | "vs." | "cf.");
        let next = after.trim_start();
        !is_abbreviation && next.len() < after.len() && next.starts_with(|c: char| !c.is_lowercase())
    };
    ends.into_iter().find(is_end).unwrap_or(text.len())
}

/// Returns the known name that a misspelt one most likely means.
pub fn closest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    let distance = |candidate: &String| strsim::damerau_levenshtein(name, candidate);
    known.iter().min_by_key(|candidate| distance(candidate)).filter(|best| distance(best) <= 1 + name.len() / 4)
}

/// Returns text that cannot control a terminal: control characters and direction marks are escaped.
pub fn plain(text: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_unsafe(letter) { plain.extend(letter.escape_unicode()) } else { plain.push(letter) }
    }
    plain
}

/// Returns the SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
