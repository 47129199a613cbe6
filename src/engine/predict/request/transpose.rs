//! Spells out what a query parameter holds as parameters of their own.

use crate::engine::predict::arguments::Argument;
use crate::engine::predict::method::Method;
use crate::engine::predict::stop::{Step, fail};
use crate::engine::predict::value::Value;
use crate::tree::Node;

/// Returns the parameters that an argument becomes. Only what stands in `JSON(..)` is spelled out, by
/// `queryParamTranspose` (provider-format 1.3, `tests/cases/settings/query-param-transpose`).
pub fn pairs(method: &Method<'_>, name: &str, argument: &Argument) -> Step<Vec<(String, String)>> {
    let plain = |text: String| Ok(vec![(name.to_owned(), text)]);
    let Argument::Call(function, Some(text), _) = argument else { return plain(argument.display()) };
    if function != "json" {
        return plain(argument.display());
    }
    let algorithm = method.config_value("queryParamTranspose", "algorithm").and_then(Node::as_str);
    if algorithm != Some("AWSCanonical") {
        return plain(text.clone());
    }
    let Some(value) = Value::parse(text) else { return fail("the argument of JSON is not JSON") };
    let mut pairs = Vec::new();
    spell(name, &value, &mut pairs);
    Ok(pairs)
}

fn spell(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::List(items) => {
            items.iter().zip(1..).for_each(|(item, number)| spell(&format!("{name}.{number}"), item, pairs));
        }
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| spell(&format!("{name}.{key}"), value, pairs));
        }
        other => pairs.push((name.to_owned(), other.display())),
    }
}
