//! Short, readable texts that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::parse;

/// Maximum length of a text, in characters.
const MAX_LENGTH: usize = 300;

/// Returns a text that matches a pattern and has at least `least` characters, if its loops can be that long. What looks
/// ahead or behind is left out, so that a text may not match after all. Returns `None` for a syntax that is not understood,
/// and for texts that are too long.
pub fn text(pattern: &str, least: usize) -> Option<String> {
    let hir = parse(&without_looks(pattern)).ok()?;
    (0..=least.min(MAX_LENGTH)).find_map(|rounds| {
        let mut text = String::new();
        write(&hir, rounds as u32, &mut text)?;
        let is_last = rounds == least.min(MAX_LENGTH);
        (is_last || text.chars().count() >= least).then_some(text)
    })
}

/// Leaves out the groups of a pattern that look ahead or behind (ECMA 262), which have no syntax tree here.
pub fn without_looks(pattern: &str) -> String {
    let mut kept = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let is_look = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start));
        let taken = match c {
            '\\' => c.len_utf8() + rest.chars().nth(1).map_or(0, char::len_utf8),
            _ if is_look => length_of_group(rest),
            _ => c.len_utf8(),
        };
        let (part, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        if !is_look {
            kept.push_str(part);
        }
        rest = after;
    }
    kept
}

/// The length of the group at the start of a pattern, up to its closing parenthesis.
fn length_of_group(pattern: &str) -> usize {
    let (mut depth, mut is_escaped, mut is_class) = (0, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => is_class = true,
            ']' => is_class = false,
            '(' if !is_class => depth += 1,
            ')' if !is_class => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    pattern.len()
}

/// Writes one match, in which each loop runs `rounds` times if it may.
fn write(hir: &Hir, rounds: u32, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class, text.chars().count())?),
        HirKind::Capture(capture) => write(&capture.sub, rounds, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, rounds, text))?,
        HirKind::Alternation(choices) => write(choices.first()?, rounds, text)?,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..rounds.clamp(repetition.min, most.max(repetition.min)) {
                write(&repetition.sub, rounds, text)?;
            }
        }
    }
    (text.len() <= MAX_LENGTH * 4).then_some(())
}

/// Returns a character of a class: of a row of letters and a row of digits the one for this position, else the first.
fn character(class: &Class, position: usize) -> Option<char> {
    let at = |row: &str| row.chars().cycle().nth(position % row.len());
    let rows = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "1234567890"];
    let telling = rows.into_iter().filter_map(at).find(|c| contains(class, *c));
    let printable = || (' '..='~').find(|c| contains(class, *c));
    let any_row = || rows.iter().flat_map(|row| row.chars()).find(|c| contains(class, *c));
    telling.or_else(any_row).or_else(printable).or_else(|| first(class))
}

fn contains(class: &Class, c: char) -> bool {
    match class {
        Class::Unicode(class) => class.iter().any(|range| (range.start()..=range.end()).contains(&c)),
        Class::Bytes(class) => {
            u8::try_from(c).is_ok_and(|c| class.iter().any(|range| (range.start()..=range.end()).contains(&c)))
        }
    }
}

fn first(class: &Class) -> Option<char> {
    match class {
        Class::Unicode(class) => class.iter().map(|range| range.start()).next(),
        Class::Bytes(class) => class.iter().map(|range| char::from(range.start())).next(),
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn texts_match_and_can_be_read() {
        for (pattern, least, expected) in [
            ("^[a-z]{3}$", 0, "abc"),
            ("^0oa[a-zA-Z0-9]{5}$", 0, "0oadefgh"),
            (r"^\+[1-9]\d{1,4}$", 0, "+23"),
            ("^[A-Z]+$", 4, "ABCD"),
            ("^(cat|dog)s?$", 0, "cat"),
            (r"^(?:\*|\d+)$", 0, "*"),
            ("^a.*z$", 6, "abcdez"),
            ("(?i)^[0-9a-f]{4}-X$", 0, "abcd-x"),
            (r"^[\w-]{2,}@x[.]org$", 9, "abc@x.org"),
        ] {
            let text = text(pattern, least).unwrap_or_default();
            assert!(Regex::new(pattern).expect("a pattern").is_match(&text), "{pattern}: {text}");
            assert_eq!(text, expected, "{pattern}");
        }
        assert_eq!(text(r"^(?=.*[)\)]x)a((?!--|__)[a-z-])+(?<!-)$", 3).as_deref(), Some("abc"));
        assert_eq!(text("(?!", 0).as_deref(), Some(""));
        assert_eq!(text("^(a", 0), None);
        assert_eq!(text("^[a-z]{100000}$", 0), None);
        assert_eq!(text("^(((a{60}){60}){60}){60}$", 0), None);
    }
}
