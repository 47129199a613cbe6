//! Random texts that match a pattern, of characters that people can read.

use rand::RngExt as _;
use rand_regex::Regex;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};
use regex_syntax::parse;

use crate::examples::pattern::without_looks;

use super::seed::Seed;

/// Maximum length of a text, in bytes.
const MAX_LENGTH: usize = 5_000;

/// How often an unbounded loop runs at most, beyond what the length needs.
const MAX_ROUNDS: usize = 6;

/// How many texts are offered: what looks ahead or behind is left out of a pattern, so that some may not match.
const OFFERED: usize = 16;

/// Returns texts that match a pattern and tend to have `least` characters; none for a syntax that is not understood, and
/// for texts that are too long.
pub fn texts(pattern: &str, least: usize, seed: Seed) -> Vec<String> {
    let rounds = least.saturating_add(MAX_ROUNDS).min(MAX_LENGTH) as u32;
    let hir = parse(&without_looks(pattern)).ok().map(|hir| readable(&hir, rounds));
    let hir = hir.filter(|hir| hir.properties().maximum_len().is_some_and(|length| length <= MAX_LENGTH));
    let Some(regex) = hir.and_then(|hir| Regex::with_hir(hir, rounds).ok()) else { return Vec::new() };
    let sampled = seed.generator().sample_iter::<Vec<u8>, _>(regex).take(OFFERED);
    sampled.filter_map(|bytes| String::from_utf8(bytes).ok()).collect()
}

/// The same pattern without what has no width, with loops that end, and with classes of readable characters.
fn readable(hir: &Hir, rounds: u32) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(|part| readable(part, rounds)).collect();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(_) => hir.clone(),
        HirKind::Class(class) => Hir::class(telling(class)),
        HirKind::Capture(capture) => readable(&capture.sub, rounds),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.max(rounds));
            let sub = Box::new(readable(&repetition.sub, rounds));
            Hir::repetition(Repetition { max: Some(most), sub, ..repetition.clone() })
        }
    }
}

/// The letters and digits of a class, else its characters that can be printed, else all.
fn telling(class: &Class) -> Class {
    let Class::Unicode(class) = class else { return class.clone() };
    let rows: [&[(char, char)]; 2] = [&[('0', '9'), ('A', 'Z'), ('a', 'z')], &[(' ', '~')]];
    let of_row = |row: &[(char, char)]| {
        let mut kept = ClassUnicode::new(row.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last)));
        kept.intersect(class);
        kept
    };
    let kept = rows.into_iter().map(of_row).find(|kept| !kept.ranges().is_empty());
    Class::Unicode(kept.unwrap_or_else(|| class.clone()))
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn texts_match_and_can_be_read() {
        for (pattern, least) in [
            ("^[a-z]{3}$", 0),
            (r"^\w+@x[.]org$", 0),
            ("^.{20}$", 0),
            ("^(cat|dog)s?$", 0),
            ("^[^a-z]+$", 30),
            ("(?i)^[0-9a-f]{4}-X$", 0),
            (r"^\s$", 0),
        ] {
            let regex = Regex::new(pattern).expect("a pattern");
            let texts = texts(pattern, least, Seed::new(1, pattern, 0));
            assert_eq!(texts.len(), OFFERED, "{pattern}");
            let is_plain = |text: &String| text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
            assert!(texts.iter().all(|text| regex.is_match(text) && is_plain(text)), "{pattern}: {texts:?}");
            assert!(texts.iter().any(|text| text.len() >= least), "{pattern}: {texts:?}");
        }
        for pattern in ["^(a", "^(((a{60}){60}){60}){60}$", "^[a-z]{100000}$", "[a&&b]"] {
            assert_eq!(texts(pattern, 0, Seed::new(1, "", 0)), [""; 0], "{pattern}");
        }
        assert_eq!(texts("^(((a+)+)+)+$", 400, Seed::new(1, "", 0)), [""; 0]);
    }
}
