//! What goes into a template, and where its text goes.

use std::fmt;
use std::sync::Arc;

use gotmpl::Value as Item;

use crate::engine::predict::value::Value;

/// How long what templates write may be.
const MAX_OUTPUT: usize = 8 << 20;

/// Text that takes no more than its bound.
pub struct Bounded(pub String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_OUTPUT {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// Returns a value as templates see it.
pub fn item(value: &Value) -> Item {
    match value {
        Value::Null => Item::Nil,
        Value::Bool(value) => Item::Bool(*value),
        Value::Int(value) => Item::Int(*value),
        Value::Float(value) => Item::Float(*value),
        Value::Text(text) => Item::String(text.as_str().into()),
        Value::List(items) => Item::List(items.iter().map(item).collect()),
        Value::Object(entries) => {
            Item::Map(Arc::new(entries.iter().map(|(key, value)| (key.as_str().into(), item(value))).collect()))
        }
    }
}

/// Returns what templates made, as a value.
pub fn value(item: &Item) -> Value {
    match item {
        Item::Bool(value) => Value::Bool(*value),
        Item::Int(value) => Value::Int(*value),
        #[allow(clippy::cast_precision_loss)] // JSON has no other numbers.
        Item::Uint(value) => Value::Float(*value as f64),
        Item::Float(value) => Value::Float(*value),
        Item::String(text) => Value::Text(text.to_string()),
        Item::List(items) => Value::List(items.iter().map(value).collect()),
        Item::Map(entries) => Value::Object(entries.iter().map(|(key, item)| (key.to_string(), value(item))).collect()),
        _ => Value::Null,
    }
}
