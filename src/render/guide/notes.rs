//! What stands beside a field or a parameter: its description, then the facts of its schema.

use crate::schema::shape::{Shape, literal};
use crate::text::escape::code;
use crate::tree::Node;

use super::lifecycle::marks;
use super::prose::short;

/// How many values of an enum stand in a note. The others have a section of their own.
pub const MAX_VALUES: usize = 10;

/// The mark of what is on its way out.
pub const DEPRECATED: &str = "**deprecated**";

/// A description and the facts below it.
pub fn join(description: String, facts: &[String]) -> String {
    let facts = facts.join("; ");
    match (description.is_empty(), facts.is_empty()) {
        (_, true) => description,
        (true, false) => facts,
        (false, false) => format!("{description}<br />{facts}"),
    }
}

/// What the schema says besides type and description.
pub fn facts(shape: &Shape<'_>, more: &str) -> Vec<String> {
    let flags = [
        ("readOnly", "**read-only**"),
        ("writeOnly", "**write-only**"),
        ("deprecated", DEPRECATED),
        ("nullable", "may be null"),
    ];
    let mut facts: Vec<String> =
        flags.iter().filter(|(key, _)| shape.flag(key)).map(|(_, words)| (*words).to_owned()).collect();
    facts.extend(shape.get("default").and_then(|value| whole(&literal(value))).map(|value| format!("default {value}")));
    facts.extend(values(&shape.values(), more));
    facts.extend(ranges(shape));
    facts.extend(shape.text("pattern").and_then(whole).map(|pattern| format!("pattern {pattern}")));
    facts.extend(shape.own_marks());
    facts
}

/// The value that is taken if none is given.
pub fn default(value: &str) -> String {
    format!("default {}", code(&short(value)))
}

/// The values that something has where it does not have any value.
pub fn some_values(shape: &Shape<'_>, more: &str) -> Option<String> {
    values(&shape.values(), more).map(|values| format!("in some variants {values}"))
}

impl Shape<'_> {
    /// Lifecycle marks of the field itself.
    fn own_marks(&self) -> Vec<String> {
        self.first().map(marks).unwrap_or_default().into_iter().filter(|mark| mark != "GA").collect()
    }
}

fn values(values: &[&Node], more: &str) -> Option<String> {
    let shown: Vec<String> = values.iter().take(MAX_VALUES).map(|value| quoted(&literal(value))).collect();
    match values.len() {
        0 => None,
        1 => Some(format!("always {}", shown.concat())),
        count if count > MAX_VALUES => {
            Some(format!("one of {}, and [{} more]({more})", shown.join(", "), count - MAX_VALUES))
        }
        _ => Some(format!("one of {}", shown.join(", "))),
    }
}

/// A value as code; an empty one is shown as such.
pub fn quoted(value: &str) -> String {
    if value.trim().is_empty() { "`''`".to_owned() } else { code(&short(value)) }
}

/// Nothing if there is none, or only a part of it could be shown, which would be another one.
fn whole(text: &str) -> Option<String> {
    Some(text).filter(|text| *short(text) == **text).map(code).filter(|text| !text.is_empty())
}

fn ranges(shape: &Shape<'_>) -> Vec<String> {
    let kinds =
        [("minimum", "maximum", ""), ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items")];
    let number = |key: &str| shape.get(key).map(literal).filter(|text| text.len() < 30);
    let range = |(least, most, unit): &(&str, &str, &str)| match (number(least), number(most)) {
        (Some(least), Some(most)) if least == most => Some(format!("{least}{unit}")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) if least != "0" => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        _ => None,
    };
    kinds.iter().filter_map(range).map(|text| crate::text::escape::prose(&text)).collect()
}
