//! Notes beside fields and parameters: the description, and facts from the schema.

use indexmap::IndexMap;

use crate::schema::shape::{Shape, literal};
use crate::schema::{Bound, Limits, Told};
use crate::text::escape::{code, prose};

use super::lifecycle::marks;
use super::prose::{sentence, short};

/// The maximum number of enum values in a note. Longer enums have a section of their own.
pub const MAX_VALUES: usize = 10;

/// The maximum length of a number in a note.
const MAX_NUMBER: usize = 30;

pub const DEPRECATED: &str = "**deprecated**";

/// Joins a description and facts.
pub fn join(description: String, facts: &[String]) -> String {
    let facts = facts.join("; ");
    match (description.is_empty(), facts.is_empty()) {
        (_, true) => description,
        (true, false) => facts,
        (false, false) => format!("{description}<br />{facts}"),
    }
}

/// The facts that a schema states besides type and description.
pub fn facts(shape: &Shape<'_>, more: &str) -> Vec<String> {
    let flags = [("readOnly", "**read-only**"), ("writeOnly", "**write-only**"), ("deprecated", DEPRECATED)];
    let mut facts: Vec<String> =
        flags.iter().filter(|(key, _)| shape.flag(key)).map(|(_, words)| (*words).to_owned()).collect();
    facts.extend(shape.allows_null().then(|| "may be null".to_owned()));
    facts.extend(shape.get("default").and_then(|value| whole(&literal(value))).map(|value| format!("default {value}")));
    facts.extend(values(shape, more));
    facts.extend(ranges(shape));
    facts.extend(shape.text("pattern").and_then(whole).map(|pattern| format!("pattern {pattern}")));
    facts.extend(shape.own_marks());
    facts
}

pub fn default(value: &str) -> String {
    format!("default {}", code(&short(value)))
}

/// A note on values that only some variants list.
pub fn some_values(shape: &Shape<'_>, more: &str) -> Option<String> {
    values(shape, more).map(|values| format!("in some variants {values}"))
}

impl Shape<'_> {
    /// The lifecycle marks of the field.
    fn own_marks(&self) -> Vec<String> {
        self.first().map(marks).unwrap_or_default().into_iter().filter(|mark| mark != "GA").collect()
    }
}

/// The allowed values, or those that are known where others are allowed too.
fn values(shape: &Shape<'_>, more: &str) -> Option<String> {
    let told = told(shape);
    let values: Vec<String> = shape.values().into_iter().map(|value| value_in(&told, &literal(value))).collect();
    let known = || told.keys().take(MAX_VALUES).map(|value| value_in(&told, value)).collect::<Vec<_>>().join(", ");
    match values.as_slice() {
        [] if told.is_empty() => None,
        [] => Some(format!("such as {}", known())),
        [value] => Some(format!("always {value}")),
        [first @ .., _] if first.len() >= MAX_VALUES => {
            let shown = first.get(..MAX_VALUES)?.join(", ");
            Some(format!("one of {shown}, and [{} more]({more})", values.len() - MAX_VALUES))
        }
        values => Some(format!("one of {}", values.join(", "))),
    }
}

/// What a schema says about each value, in few words; empty if it only repeats the value.
pub fn told(shape: &Shape<'_>) -> IndexMap<String, String> {
    let words = |told: &Told<'_>| {
        let value = literal(told.value);
        let text = if told.description.is_empty() { told.title } else { told.description };
        let text = sentence(text).trim_end_matches('.').to_owned();
        let is_new = !text.eq_ignore_ascii_case(&prose(&value));
        (value, if is_new { text } else { String::new() })
    };
    shape.told().iter().map(words).collect()
}

/// Formats a value with what is told about it.
pub fn value_in(told: &IndexMap<String, String>, value: &str) -> String {
    match told.get(value).filter(|words| !words.is_empty()) {
        Some(words) => format!("{} ({words})", quoted(value)),
        None => quoted(value),
    }
}

/// Formats a value as code; an empty one as `''`.
pub fn quoted(value: &str) -> String {
    if value.trim().is_empty() { "`''`".to_owned() } else { code(&short(value)) }
}

/// Formats a value as code; `None` if it is empty or too long to show in full.
fn whole(text: &str) -> Option<String> {
    Some(text).filter(|text| *short(text) == **text).map(code).filter(|text| !text.is_empty())
}

fn ranges(shape: &Shape<'_>) -> Vec<String> {
    let number = |key: &str| shape.get(key).map(literal).filter(|text| text.len() < MAX_NUMBER);
    let counts = [("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items")];
    let range = |(least, most, unit): &(&str, &str, &str)| match (number(least), number(most)) {
        (Some(least), Some(most)) if least == most => Some(format!("{least}{unit}")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) if least != "0" => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        _ => None,
    };
    let limits = shape.limits();
    let step = limits.step.as_ref().filter(|step| step.text.len() < MAX_NUMBER);
    let step = step.map(|step| format!("a multiple of {}", step.text));
    let counts = counts.iter().filter_map(range);
    bounds(&limits).into_iter().chain(step).chain(counts).map(|text| prose(&text)).collect()
}

/// The bounds of a number in words. A lower bound of zero is left out where there is no other, as it says little.
fn bounds(limits: &Limits) -> Option<String> {
    let shown = |bound: &Option<Bound>| bound.clone().filter(|bound| bound.text.len() < MAX_NUMBER);
    let least = |bound: &Bound| format!("{} {}", if bound.is_exclusive { "above" } else { "at least" }, bound.text);
    let most = |bound: &Bound| format!("{} {}", if bound.is_exclusive { "below" } else { "at most" }, bound.text);
    match (shown(&limits.least), shown(&limits.most)) {
        (Some(a), Some(b)) if a.is_exclusive || b.is_exclusive => Some(format!("{} and {}", least(&a), most(&b))),
        (Some(a), Some(b)) if a.text == b.text => Some(a.text),
        (Some(a), Some(b)) => Some(format!("{} to {}", a.text, b.text)),
        (Some(a), None) if a.text == "0" && !a.is_exclusive => None,
        (Some(a), None) => Some(least(&a)),
        (None, Some(b)) => Some(most(&b)),
        (None, None) => None,
    }
}
