//! Formats of texts (JSON Schema validation, 7.3; the dates of RFC 3339).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use fluent_uri::Uri;
use regex::Regex;

/// Formats with a pattern that every text of the format matches.
static PATTERNS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let day = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])";
    let time = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)";
    let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    let patterns = [
        ("date", format!("^{day}$")),
        ("time", format!("^{time}$")),
        ("date-time", format!("^{day}[Tt]{time}$")),
        ("email", r#"^[^\s@"<>(),:;\[\]]+@[^\s@"<>(),:;]+$"#.to_owned()),
        ("uuid", "^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$".to_owned()),
        ("hostname", format!(r"^{label}(?:\.{label})*$")),
    ];
    patterns.into_iter().filter_map(|(format, pattern)| Some((format, Regex::new(&pattern).ok()?))).collect()
});

/// Whether a text is of a format; any text is of one that is not known.
pub fn is_of(format: &str, text: &str) -> bool {
    match format {
        "uri" | "url" => Uri::parse(text).is_ok(),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        _ => PATTERNS.iter().find(|(name, _)| *name == format).is_none_or(|(_, pattern)| pattern.is_match(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_of_their_format_or_not() {
        for (format, good, bad) in [
            ("date", "2026-02-28", "2026-13-01"),
            ("time", "23:59:60+01:00", "12:00"),
            ("date-time", "2026-01-31T00:00:00.000Z", "2021-01-05 22:18:30"),
            ("email", "a.b+c@example.com", "a example.com"),
            ("uuid", "00000000-0000-0000-0000-00000000000f", "0000"),
            ("hostname", "a-b.example", "a_b..example"),
            ("uri", "https://example.com/a?b", "https://{org}.example.com"),
            ("ipv4", "192.0.2.1", "192.0.2.256"),
            ("ipv6", "2001:db8::1", "2001:db8"),
        ] {
            assert!(is_of(format, good), "{format}: {good}");
            assert!(!is_of(format, bad), "{format}: {bad}");
        }
        assert!(is_of("colour", "anything"));
    }
}
