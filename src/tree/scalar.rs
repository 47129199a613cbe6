//! Resolves unquoted scalars by the core schema of YAML 1.2 (chapter 10.3), as the readers that vendors use do. `yes`,
//! `2017-03-28` and `1_000` are text.

use super::node::{Text, Value};

/// A number as a JSON reader would hold it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A negative integer.
    Negative(i64),
    /// A non-negative integer.
    Natural(u64),
    /// Anything else, also an integer beyond 64 bits.
    Float(f64),
}

/// Returns the value of an unquoted scalar.
///
/// # Errors
/// A number that JSON cannot represent (`.inf`, `.nan`, `1e999`).
pub fn resolve(text: &str) -> Result<Value, NotFinite> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_special_float(text) => return Err(NotFinite),
        _ => match number(text) {
            Some(Number::Float(value)) if !value.is_finite() => return Err(NotFinite),
            Some(_) => Value::Number(Text::from(text)),
            None => Value::String(Text::from(text)),
        },
    })
}

/// A number that JSON readers, and so the engine, cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

fn is_special_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// Returns the number that a text spells, if any.
pub fn number(text: &str) -> Option<Number> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    radix(text, "0x", 16).or_else(|| radix(text, "0o", 8)).or_else(|| decimal(text))
}

fn radix(text: &str, prefix: &str, radix: u32) -> Option<Number> {
    let digits = text.strip_prefix(prefix)?;
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Number::Natural)
}

fn decimal(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Some(whole(text));
    }
    is_float(unsigned).then(|| text.parse().ok().map(Number::Float)).flatten()
}

fn whole(text: &str) -> Number {
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(value) = text.parse::<u64>() {
        Number::Natural(value)
    } else if let Ok(value) = text.parse::<i64>() {
        Number::Negative(value)
    } else {
        Number::Float(text.parse().unwrap_or(f64::INFINITY))
    }
}

/// `[0-9]+(\.[0-9]*)?|\.[0-9]+` with an optional exponent.
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let exponent_is_sound = exponent.is_none_or(|text| {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        !unsigned.is_empty() && digits(unsigned)
    });
    digits(before) && digits(after) && !(before.is_empty() && after.is_empty()) && exponent_is_sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        assert_eq!(number("010"), Some(Number::Natural(10)));
        assert_eq!(number("0x1F"), Some(Number::Natural(31)));
        assert_eq!(number("0o17"), Some(Number::Natural(15)));
        assert_eq!(number("-3"), Some(Number::Negative(-3)));
        assert_eq!(number("3.10"), Some(Number::Float(3.1)));
        assert_eq!(number(".5"), Some(Number::Float(0.5)));
        assert_eq!(number("5."), Some(Number::Float(5.0)));
        assert_eq!(number("1e3"), Some(Number::Float(1000.0)));
        assert_eq!(number("18446744073709552000"), Some(Number::Float(18_446_744_073_709_552_000.0)));
    }

    #[test]
    fn what_only_yaml_1_1_takes_for_a_number_is_text() {
        for text in [
            "1_000",
            "12:30:45",
            "2017-03-28",
            "0b11",
            "+0x1",
            "0x",
            "0x+1",
            ".",
            "-",
            "+",
            "e3",
            "1e",
            "1.2.3",
            "inf",
            "nan",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_json_cannot_spell_is_refused() {
        for text in [".inf", "-.INF", ".nan", "1e999"] {
            assert!(resolve(text).is_err(), "{text}");
        }
    }
}
