//! A node as JSON: what a JSON reader would see, and what the messages of failing tests show.

use std::fmt;

use serde::{Serialize, Serializer};

use super::node::{Node, Value};
use super::scalar::{Number, number};

/// As compact JSON, for the messages of failing tests.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(self) {
            Ok(json) => f.write_str(&json),
            Err(_) => f.write_str(self.kind()),
        }
    }
}

/// As the JSON value that a JSON reader would see.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(spelling) => serialize_number(spelling, serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Sequence(items) => serializer.collect_seq(items.iter()),
            Value::Mapping(entries) => serializer.collect_map(entries.iter()),
        }
    }
}

fn serialize_number<S: Serializer>(spelling: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match number(spelling) {
        Some(Number::Negative(value)) => serializer.serialize_i64(value),
        Some(Number::Natural(value)) => serializer.serialize_u64(value),
        Some(Number::Float(value)) => serializer.serialize_f64(value),
        None => serializer.serialize_str(spelling),
    }
}
