//! Compares values of an API with what an engine prints of them.

use serde_json::Value as Json;

/// Whether a printed text stands for a value: all values are printed as text (provider-format 3.6).
pub fn is_printed(value: &Json, printed: Option<&str>) -> bool {
    match (value, printed.filter(|text| *text != "null")) {
        (Json::Null, None) => true,
        (Json::String(text), None) => text == "null",
        (Json::String(text), Some(printed)) => text == printed || parsed(printed).is_some_and(|it| it == *value),
        (Json::Bool(flag), Some(printed)) => printed == flag.to_string() || printed == if *flag { "1" } else { "0" },
        (value, Some(printed)) => parsed(printed).is_some_and(|printed| agrees(value, &printed)),
        (_, None) => false,
    }
}

fn parsed(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}

/// Whether two values are the same, whatever the spelling of numbers.
pub fn agrees(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.as_f64() == right.as_f64(),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| agrees(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| agrees(value, other)))
        }
        _ => left == right,
    }
}

/// Whether two values are the same, also where one is the text of the other.
pub fn agrees_loosely(left: &Json, right: &Json) -> bool {
    let as_text = |value: &Json, other: &Json| match value {
        Json::String(text) => parsed(text).is_some_and(|value| agrees(&value, other)),
        _ => false,
    };
    agrees(left, right) || as_text(left, right) || as_text(right, left)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_printed_as_text() {
        for (value, printed, expected) in [
            (json!("a"), Some("a"), true),
            (json!("5"), Some("5"), true),
            (json!("a"), None, false),
            (json!(5), Some("5.0"), true),
            (json!(5), Some("6"), false),
            (json!(true), Some("1"), true),
            (json!(true), Some("true"), true),
            (json!(false), Some("1"), false),
            (json!({"a": [1, "x"]}), Some("{\"a\":[1.0,\"x\"]}"), true),
            (json!({"a": 1}), Some("{}"), false),
            (json!(null), None, true),
            (json!(null), Some("null"), true),
            (json!(null), Some("x"), false),
        ] {
            assert_eq!(is_printed(&value, printed), expected, "{value} {printed:?}");
        }
        assert!(agrees_loosely(&json!("5"), &json!(5)) && !agrees_loosely(&json!("5"), &json!(6)));
    }
}
