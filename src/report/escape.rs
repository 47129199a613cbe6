//! Escapes text from outside for Markdown reports, so that GitHub makes no link, mention, reference, math or command of
//! it.
//!
//! GitHub looks for these in three places, each of which needs another mechanism:
//!
//! * The Markdown parser reads the source. Character references (`&#91;`) stop links, images, reference definitions,
//!   HTML, footnotes, tasks and `<https://a.example>`. A comment stops addresses: `https:<!-- -->//`, `www<!-- -->.`.
//! * The text that the parser finds is searched again, with character references decoded, so that `&#64;user` still is
//!   a mention: for e-mail addresses, mentions (`@user`, `@org/team`), issues (`#12`, `a/b#12`, `GH-12`), commits (seven
//!   or more hex digits, `a/b@a5c3785`) and advisories (`CVE-2021-1`, `GHSA-a`). Only what stands in one text node is
//!   found, and a comment ends the node: `@<!-- -->user`, `#<!-- -->12`, `a5c378<!-- -->5`. `$`, which begins math, has
//!   an element around it, as GitHub's manual asks, and is a character reference for parsers that find math in the
//!   source. Code is not searched.
//! * Bots and the runner of GitHub Actions read the source, code included. Commands such as `/close` and `::error::`
//!   count at the beginning of a line: escaped text has no line breaks, and no report begins a line with it. `@bot`
//!   counts behind a space and `##[error]` anywhere: code that has one of them becomes HTML, in which it is parted.
//!
//! References that a repository configures itself, such as `TICKET-12`, are unknown here.

use crate::text::escape;

/// Shows nothing, and separates the text nodes around it.
const BREAK: &str = "<!-- -->";

/// The longest run of hex digits that is too short for a commit.
const TOO_SHORT: usize = 6;

/// The longest name of a commit, a SHA-256.
const LONGEST: usize = 64;

/// Escapes plain text for a paragraph, a table cell or a summary, on one line.
pub fn prose(text: &str) -> String {
    let text = one_line(text);
    let (mut escaped, mut from) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.char_indices() {
        let (before, after) = text.split_at(at);
        if is_reference(before, after) {
            escaped.push_str(&escape::prose(before.get(from..).unwrap_or_default()));
            escaped.push_str(BREAK);
            from = at;
        }
    }
    escaped.push_str(&escape::prose(text.get(from..).unwrap_or_default()));
    escaped.replace('$', "<span>&#36;</span>")
}

/// Formats text as code for a paragraph or a table cell, on one line; empty text stays empty.
pub fn code(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim();
    let mentions_bot = text.split(char::is_whitespace).skip(1).any(|word| word.starts_with('@') && word != "@");
    // Code between backticks cannot escape anything.
    if text.contains(['`', '|', '\\']) || text.contains("##[") || mentions_bot {
        return format!("<code>{}</code>", prose(text));
    }
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// Formats text between backticks as code and escapes the rest, on one line. An unpaired backtick is text.
pub fn with_code(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return prose(text);
    }
    let (mut escaped, mut words) = (String::new(), String::new());
    for (index, part) in text.split('`').enumerate() {
        match code(part) {
            _ if index.is_multiple_of(2) => words.push_str(part),
            // The words around empty code become adjacent, and are escaped together.
            code if code.is_empty() => {}
            code => {
                escaped.push_str(&prose(&std::mem::take(&mut words)));
                // Two adjacent backticks would be one delimiter.
                if escaped.ends_with('`') && code.starts_with('`') {
                    escaped.push_str(BREAK);
                }
                escaped.push_str(&code);
            }
        }
    }
    escaped + &prose(&words)
}

/// Removes control characters and line breaks, including Unicode line separators.
fn one_line(text: &str) -> String {
    escape::line(text).replace(['\u{2028}', '\u{2029}'], " ")
}

/// Whether the text before and after a place forms a link or a reference.
fn is_reference(before: &str, after: &str) -> bool {
    let (last, next) = (last_word(before), first_word(after));
    match before.chars().next_back() {
        Some('@') => after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')),
        Some('#') => after.starts_with(|c: char| c.is_ascii_digit()),
        Some(':') => after.starts_with("//"),
        Some('-') => !next.is_empty() && is_one_of(last_word(before.trim_end_matches('-')), &["gh", "cve", "ghsa"]),
        _ if after.starts_with('.') => is_one_of(last.rsplit('_').next().unwrap_or_default(), &["www"]),
        _ => is_inside_commit(last, next),
    }
}

/// Whether a break between two parts of a word prevents a commit reference.
fn is_inside_commit(before: &str, after: &str) -> bool {
    let is_hex = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
    let is_place = before.len().is_multiple_of(TOO_SHORT) && before.len() + after.len() <= LONGEST;
    is_place && is_hex(before) && is_hex(after)
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn first_word(text: &str) -> &str {
    text.split(is_boundary).next().unwrap_or_default()
}

fn last_word(text: &str) -> &str {
    text.rsplit(is_boundary).next().unwrap_or_default()
}

/// Like `\W` in the regular expressions that find the end of a name.
fn is_boundary(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_text_stays_as_it_is() {
        for text in [
            "a_b, c-d: 12.5 %",
            "see #/paths",
            "a @ b",
            "high-12",
            "facade",
            "x1234567",
            "a: /b//c",
            "wwwa.b",
            &"b".repeat(65),
        ] {
            assert_eq!(prose(text), text);
            assert_eq!(code(text), format!("`{text}`"));
        }
        assert_eq!(with_code("the column `a_b` is *new*"), "the column `a_b` is &#42;new&#42;");
    }

    #[test]
    fn references_are_parted() {
        for (text, parted) in [
            ("@user, a@b.example", "@<!-- -->user, a@<!-- -->b.example"),
            ("#12 GH-12 cve-2021-1", "#<!-- -->12 GH-<!-- -->12 cve-<!-- -->2021-1"),
            ("a5c3785ed8d6a3", "a5c378<!-- -->5ed8d6<!-- -->a3"),
            ("https://www.a.example", "https:<!-- -->//www<!-- -->.a.example"),
            ("_www.a", "&#95;www<!-- -->.a"),
            ("[$a$](/b)", "&#91;<span>&#36;</span>a<span>&#36;</span>&#93;(/b)"),
            ("@\u{0}user\u{2028}/close", "@<!-- -->user /close"),
        ] {
            assert_eq!(prose(text), parted);
        }
    }

    #[test]
    fn code_is_html_where_backticks_cannot_hide_it() {
        assert_eq!(code("@user #12 https://a.example"), "`@user #12 https://a.example`");
        assert_eq!(code("a @bot"), "<code>a @<!-- -->bot</code>");
        assert_eq!(code("##[x]"), "<code>##&#91;x&#93;</code>");
        assert_eq!(code("https://a|b"), "<code>https:<!-- -->//a&#124;b</code>");
        assert_eq!(code(" \u{2028}"), "");
    }

    #[test]
    fn words_around_no_code_meet() {
        assert_eq!(with_code("@``user and @` `user"), "@<!-- -->user and @<!-- -->user");
        assert_eq!(with_code("`a``b`"), "`a`<!-- -->`b`");
    }
}
