//! Values as the engine holds them between the wire and its tables: JSON with sorted keys and floating-point numbers.

use std::collections::BTreeMap;

/// A value from a body or for one.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from a statement; one from JSON is [`Value::Float`].
    Int(i64),
    /// Any number from JSON.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(BTreeMap<String, Value>),
}

/// Why bytes are no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoJson {
    /// There is nothing but blanks.
    Empty,
    /// The text ends too early.
    Truncated,
    /// The text is something else.
    Invalid,
}

impl Value {
    /// Returns the first JSON value of a text, and what follows it.
    pub fn decode_first(text: &[u8]) -> Result<(Value, &[u8]), NoJson> {
        let mut values = serde_json::Deserializer::from_slice(text).into_iter::<serde_json::Value>();
        match values.next() {
            None => Err(NoJson::Empty),
            Some(Ok(value)) => {
                let rest = text.get(values.byte_offset()..).unwrap_or_default();
                Ok((Value::from(value), rest))
            }
            Some(Err(error)) if error.is_eof() => Err(NoJson::Truncated),
            Some(Err(_)) => Err(NoJson::Invalid),
        }
    }

    /// Returns the value of a text that is JSON to its end.
    pub fn parse(text: &str) -> Option<Value> {
        serde_json::from_str::<serde_json::Value>(text).ok().map(Value::from)
    }

    /// Returns the value of a key of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(entries) => entries.get(key),
            _ => None,
        }
    }

    /// Writes the value as JSON with sorted keys, `<`, `>` and `&` escaped.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Int(value) => out.push_str(&value.to_string()),
            Value::Float(value) => out.push_str(&json_number(*value)),
            Value::Text(text) => write_text(out, text),
            Value::List(items) => {
                write_all(out, '[', ']', items, |out, item| item.write_json(out));
            }
            Value::Object(entries) => write_all(out, '{', '}', entries, |out, (key, value)| {
                write_text(out, key);
                out.push(':');
                value.write_json(out);
            }),
        }
    }

    /// Writes the value as it is printed into addresses and tokens.
    pub fn display(&self) -> String {
        match self {
            Value::Null => "<nil>".to_owned(),
            Value::Text(text) => text.clone(),
            Value::Float(value) => short_number(*value),
            Value::List(items) => format!("[{}]", joined(items.iter().map(Value::display))),
            Value::Object(entries) => {
                format!("map[{}]", joined(entries.iter().map(|(key, value)| format!("{key}:{}", value.display()))))
            }
            Value::Bool(_) | Value::Int(_) => self.to_json(),
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

fn write_all<T>(
    out: &mut String,
    open: char,
    close: char,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(close);
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => escape(out, letter),
            letter if u32::from(letter) < 0x20 => escape(out, letter),
            letter => out.push(letter),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, letter: char) {
    out.push_str(&format!("\\u{:04x}", u32::from(letter)));
}

/// A number as the engine's JSON writer spells it: without an exponent between 1e-6 and 1e21.
fn json_number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) { with_exponent(value, 1) } else { format!("{value}") }
}

/// A number in its shortest spelling: with an exponent below 1e-4 and from 1e6 on.
pub fn short_number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) { with_exponent(value, 2) } else { format!("{value}") }
}

/// An exponent of at least so many digits, with its sign.
fn with_exponent(value: f64, digits: usize) -> String {
    let spelled = format!("{value:e}");
    let Some((mantissa, exponent)) = spelled.split_once('e') else { return spelled };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    format!("{mantissa}e{sign}{exponent:0>digits$}")
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(entries) => {
                Value::Object(entries.into_iter().map(|(key, value)| (key, Value::from(value))).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_with_sorted_keys() {
        let value = Value::parse(r#"{"b":[1.50,1e21,-0.0000001],"a":"<&\u0001"}"#).expect("JSON");
        assert_eq!(value.to_json(), r#"{"a":"\u003c\u0026\u0001","b":[1.5,1e+21,-1e-7]}"#);
    }

    #[test]
    fn large_numbers_are_printed_with_an_exponent() {
        let numbers = [1e5, 1e6, 123_456_789.0, 0.000_1, 0.000_01, -2.5];
        let printed = ["100000", "1e+06", "1.23456789e+08", "0.0001", "1e-05", "-2.5"];
        assert_eq!(numbers.map(short_number), printed);
    }

    #[test]
    fn only_the_first_value_of_a_stream_is_read() {
        let (value, rest) = Value::decode_first(b"{\"a\":1}\n{\"a\":2}").expect("JSON");
        assert_eq!((value.display().as_str(), rest), ("map[a:1]", b"\n{\"a\":2}".as_slice()));
        assert_eq!(Value::decode_first(b" "), Err(NoJson::Empty));
        assert_eq!(Value::decode_first(b"{"), Err(NoJson::Truncated));
        assert_eq!(Value::decode_first(b"oops"), Err(NoJson::Invalid));
    }
}
