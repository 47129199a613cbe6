//! Texts that a schema allows: of its format, by its pattern, or made of the name of the property.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::examples::pattern;
use crate::schema::Limits;

use super::pattern::texts;
use super::seed::Seed;

/// Maximum length of a text, in characters. A schema that asks for a longer one is not met.
const MAX_LENGTH: usize = 4_000;

/// How many characters of a text are changed to make another one like it.
const CHANGED: usize = 6;

/// Returns texts within the limits, the best first.
pub fn candidates(name: &str, limits: &Limits, seed: Seed) -> impl Iterator<Item = String> {
    let formats: Vec<String> = limits.formats.iter().filter_map(|format| of_format(format, seed)).collect();
    let patterns: Vec<String> = limits.patterns.clone();
    let least = limits.min_length;
    let random = patterns.clone().into_iter().flat_map(move |pattern| texts(&pattern, least, seed));
    let plain = patterns.into_iter().filter_map(move |pattern| pattern::text(&pattern, least));
    let named = [named(name, limits, seed), cut(&seed.letters(MAX_LENGTH), limits)];
    formats.into_iter().chain(named).chain(random).chain(plain).filter(|text| limits.allow_text(text))
}

/// A text that says which property it is for, and differs from row to row.
fn named(name: &str, limits: &Limits, seed: Seed) -> String {
    let name = if name.is_empty() { "text" } else { name };
    let text = format!("{name}-{}", seed.letters(CHANGED));
    match limits.max_length {
        // The end differs, the name need not be whole.
        Some(most) if most < text.chars().count() => text.chars().skip(text.chars().count() - most).collect(),
        _ => cut(&(text + &seed.letters(limits.min_length.min(MAX_LENGTH))), limits),
    }
}

/// The beginning of a text, as long as it must be.
fn cut(text: &str, limits: &Limits) -> String {
    let usual = limits.min_length.max(24);
    text.chars().take(limits.max_length.unwrap_or(usual).min(usual)).collect()
}

/// Returns a text like a given one, for another row: its last letters and digits are others of their kind.
pub fn alike(text: &str, seed: Seed) -> String {
    // Another name in front of an address makes another address.
    if let Some((name, rest)) = text.split_once('@') {
        return format!("{}@{rest}", alike(name, seed));
    }
    let mut left = CHANGED;
    let changed = |(index, letter): (usize, char)| {
        let other = other(letter, seed.item(index)).filter(|_| left > 0);
        left = left.saturating_sub(usize::from(other.is_some()));
        other.unwrap_or(letter)
    };
    let mut reversed: Vec<char> = text.chars().rev().enumerate().map(changed).collect();
    reversed.reverse();
    reversed.into_iter().collect()
}

fn other(letter: char, seed: Seed) -> Option<char> {
    let row = |first: u8, count: u64| char::from(first + seed.below(count) as u8);
    match letter {
        '0'..='9' => Some(row(b'0', 10)),
        // Hexadecimal digits stay what they are.
        'a'..='f' => Some(row(b'a', 6)),
        'A'..='F' => Some(row(b'A', 6)),
        'g'..='z' => Some(row(b'g', 20)),
        'G'..='Z' => Some(row(b'G', 20)),
        _ => None,
    }
}

fn of_format(format: &str, seed: Seed) -> Option<String> {
    let number = |part: &str, least: u64, most: u64| least + seed.property(part).below(most + 1 - least);
    let date = || format!("2025-{:02}-{:02}", number("month", 1, 12), number("day", 1, 28));
    let time = || format!("{:02}:{:02}:{:02}", number("hour", 0, 23), number("minute", 0, 59), number("second", 0, 59));
    let letters = seed.letters(8);
    Some(match format {
        "date-time" => format!("{}T{}.000Z", date(), time()),
        "date" => date(),
        "time" => format!("{}Z", time()),
        "duration" => format!("P{}D", number("day", 1, 28)),
        "email" | "idn-email" => format!("{letters}@example.com"),
        "uri" | "url" | "iri" | "uri-reference" => format!("https://example.com/{letters}"),
        "hostname" | "idn-hostname" => format!("{letters}.example.com"),
        "uuid" => uuid(seed),
        "ipv4" => format!("192.0.2.{}", number("host", 1, 254)),
        "ipv6" => format!("2001:db8::{:x}", number("host", 1, 0xffff)),
        "byte" => STANDARD.encode(letters),
        "int32" | "int64" => number("number", 1, 1_000_000).to_string(),
        _ => return None,
    })
}

/// A random UUID: version 4, variant 1 (RFC 9562).
fn uuid(seed: Seed) -> String {
    let digits = |part: &str| seed.property(part).below(1 << 48);
    let (first, second, third) = (digits("first"), digits("second"), digits("third"));
    let variant = 0x8000 | (second >> 12 & 0x3fff);
    format!("{:08x}-{:04x}-4{:03x}-{variant:04x}-{third:012x}", first >> 16, first & 0xffff, second & 0xfff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(limits: &Limits) -> Option<String> {
        candidates("name", limits, Seed::new(0, "/users", 1)).next()
    }

    #[test]
    fn texts_have_their_format_length_and_pattern() {
        let formats =
            ["date-time", "date", "time", "email", "uri", "hostname", "uuid", "ipv4", "ipv6", "byte", "int64"];
        for format in formats {
            let text = first(&Limits { formats: vec![format.to_owned()], ..Limits::default() });
            assert!(text.is_some_and(|text| !text.starts_with("name")), "{format}");
        }
        for (min_length, max_length, pattern) in [
            (0, None, None),
            (0, Some(3), None),
            (30, None, None),
            (0, Some(0), None),
            (0, None, Some("^[A-Z]{2}$")),
            (12, Some(12), Some("^[a-z]+$")),
            (0, None, Some("^(?!a)[ab]$")),
        ] {
            let patterns = pattern.map(str::to_owned).into_iter().collect();
            let limits = Limits { min_length, max_length, patterns, ..Limits::default() };
            assert!(first(&limits).is_some(), "{limits:?}");
        }
        assert_eq!(first(&Limits { min_length: 5_000, ..Limits::default() }), None);
    }

    #[test]
    fn a_text_for_another_row_looks_the_same() {
        let other = alike("00u1f9-ABx@example.com", Seed::new(0, "/users", 1));
        assert!(other.ends_with("@example.com") && other.starts_with("00u"), "{other}");
        assert_ne!(other, "00u1f9-ABx@example.com");
        assert_eq!(other.chars().nth(6), Some('-'), "{other}");
    }
}
