//! Values that are made up, within the limits of a schema: placeholders that say what to fill in where that is allowed.

use serde_json::Value as Json;

use crate::schema::{Bound, Limits};

use super::pattern;

/// Maximum length of a made text, in characters. A longer one says nothing.
const MAX_TEXT: usize = 300;

/// Integers above it are not exact as floats: 2^53.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A number within limits: zero, else the one nearest to it.
pub fn number(is_integer: bool, limits: &Limits) -> Json {
    let least = limits.least.as_ref().map(|least| least.value);
    let most = limits.most.as_ref().map(|most| most.value);
    let zero = least.is_none().then_some(0.0);
    let at_bound =
        |bound: &Bound| std::iter::once(bound.value).chain(near(bound, is_integer, limits)).collect::<Vec<_>>();
    let at_bounds = [&limits.least, &limits.most].into_iter().flatten().flat_map(at_bound);
    let between = least.zip(most).map(|(least, most)| f64::midpoint(least, most));
    let candidates = zero.into_iter().chain(at_bounds).chain(between);
    let is_whole = |value: &f64| !is_integer || value.fract() == 0.0;
    let found = candidates.filter(is_whole).find(|value| limits.allow_number(*value));
    written(found.unwrap_or_default(), limits)
}

/// The numbers next to a bound: multiples, else whole numbers.
fn near(bound: &Bound, is_integer: bool, limits: &Limits) -> [f64; 4] {
    let own = limits.step.as_ref().map_or(1.0, |step| step.value);
    let step = if is_integer && own.fract() != 0.0 { 1.0 } else { own };
    let (above, below) = ((bound.value / step).ceil(), (bound.value / step).floor());
    [above, above + 1.0, below, below - 1.0].map(|steps| steps * step)
}

/// Writes whole numbers without a fraction, and others with the digits of a multiple.
fn written(value: f64, limits: &Limits) -> Json {
    let exact = [&limits.least, &limits.most].into_iter().flatten().find(|bound| bound.value == value);
    if let Some(number) = exact.and_then(|bound| bound.text.parse::<serde_json::Number>().ok()) {
        return Json::Number(number);
    }
    if value.fract() == 0.0 && value.abs() <= MAX_EXACT {
        return Json::from(value as i64);
    }
    let digits = limits.step.as_ref().and_then(|step| step.text.split_once('.')).map(|(_, digits)| digits.len());
    let rounded = digits.and_then(|digits| format!("{value:.digits$}").parse::<f64>().ok());
    Json::from(rounded.unwrap_or(value))
}

/// A text within limits: one of a format, else a placeholder, else one that matches the pattern or has the length.
pub fn text(name: &str, format: Option<&str>, limits: &Limits) -> String {
    let placeholder = format!("<{name}>");
    let sample = format.and_then(of_format).map(str::to_owned);
    let first = sample.clone().unwrap_or_else(|| placeholder.clone());
    let matching = || limits.patterns.iter().filter_map(|pattern| pattern::text(pattern, limits.min_length));
    let candidates = [first.clone(), of_length(name, limits)].into_iter().chain(matching());
    candidates.into_iter().find(|text| limits.allow_text(text) && text.chars().count() <= MAX_TEXT).unwrap_or(first)
}

fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-31T00:00:00.000Z",
        "date" => "2026-01-31",
        "time" => "00:00:00Z",
        "duration" => "P1D",
        "email" => "user@example.com",
        "uri" | "url" => "https://example.com",
        "hostname" => "example.com",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        _ => return None,
    })
}

/// The letters of a name, as often as its length needs.
fn of_length(name: &str, limits: &Limits) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = if letters.is_empty() { "text".to_owned() } else { letters };
    let length = limits.min_length.max(letters.len()).min(limits.max_length.unwrap_or(MAX_TEXT)).min(MAX_TEXT + 1);
    letters.chars().cycle().take(length).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::schema::Resolver;
    use crate::schema::shape::Shape;
    use crate::tree::{Node, yaml};

    fn limits(schema: &str) -> Limits {
        let (root, schema) = (Node::default(), yaml::read(schema.as_bytes(), Path::new("a.yaml")).expect("YAML"));
        Shape::of(Resolver::new(&root), &schema).limits()
    }

    #[test]
    fn numbers_are_within_their_bounds() {
        for (schema, whole, any) in [
            ("{}", "0", "0"),
            ("{minimum: 5}", "5", "5"),
            ("{minimum: 0, exclusiveMinimum: true}", "1", "1"),
            ("{exclusiveMinimum: 0}", "1", "1"),
            ("{minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true}", "0", "0.5"),
            ("{maximum: -3}", "-3", "-3"),
            ("{maximum: -3, exclusiveMaximum: true}", "-4", "-4"),
            ("{minimum: 7, multipleOf: 5}", "10", "10"),
            ("{maximum: -1, multipleOf: 100}", "-100", "-100"),
            ("{minimum: 0.15, multipleOf: 0.1}", "1", "0.2"),
            ("{minimum: 1.5}", "2", "1.5"),
            ("{minimum: 9223372036854775807}", "9223372036854775807", "9223372036854775807"),
            ("{allOf: [{minimum: 3}, {minimum: 8}, {maximum: 9}]}", "8", "8"),
            ("{minimum: 2, maximum: 1}", "0", "0"),
        ] {
            let limits = limits(schema);
            let found = [number(true, &limits), number(false, &limits)].map(|value| value.to_string());
            assert_eq!(found, [whole, any], "{schema}");
        }
    }

    #[test]
    fn texts_have_their_length_and_match() {
        for (schema, format, expected) in [
            ("{}", None, "<name>"),
            ("{maxLength: 3}", None, "nam"),
            ("{minLength: 9}", None, "namenamen"),
            ("{pattern: '^[A-Z]{2}$'}", None, "AB"),
            ("{pattern: '^[a-z]+$', minLength: 6}", None, "namena"),
            ("{pattern: '^[0-9]+$', minLength: 6}", None, "123456"),
            ("{minLength: 5}", Some("date"), "2026-01-31"),
            ("{maxLength: 0}", None, ""),
            ("{pattern: '^[a-z]((?!--)[a-z-])+$'}", None, "name"),
            ("{pattern: '(?=x)'}", None, "<name>"),
            ("{minLength: 5000}", None, "<name>"),
        ] {
            assert_eq!(text("name", format, &limits(schema)), expected, "{schema}");
        }
    }
}
