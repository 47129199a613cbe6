//! The parameter that limits a page.

use std::sync::LazyLock;

use regex::Regex;

use crate::engine::pushdown;
use crate::normalise::Operation;
use crate::schema::Resolver;
use crate::schema::shape::literal;

use super::answer::Answer;
use super::names::LIMITS;
use super::request::{Parameter, Request};

/// The parameter of the query that takes the number of rows in a page. The engine sends it whatever the API allows, so
/// it needs the maximum (provider-format 3.7, engine case `push-down/custom-top-maximum`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name.
    pub parameter: String,
    /// The largest number that the API surely takes: the maximum, else the default. None for a parameter that takes only
    /// some numbers as well: a statement may ask for any.
    pub maximum: Option<u64>,
    /// Whether that is the maximum of its schema, which settings take from there.
    pub is_declared: bool,
}

/// Names that only a text makes the parameter.
const TOLD_NAMES: &[&str] = &["size", "count", "first", "results", "showlimit"];

static MAXIMUM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let told = [
        r"\bmax(?:imum)?(?: (?:allowed|page|limit|value|size|number|per page))* ?(?:is|of|are|=|:)?",
        r"\b(?:up to|at most|no more than|not more than|cannot exceed|must not exceed|not exceed|less than or equal to)",
        r"\b(?:between|from) 1 (?:and|to)",
        r"\b1 ?(?:-|–|to|\.\.) ?",
    ];
    Regex::new(&format!(r"(?:{})[ `*]{{0,4}}(\d[\d,]*)\b([.%]\d|%)?(?: ([a-z]+))?", told.join("|"))).ok()
});

/// Units of numbers that count no rows.
const UNITS: &[&str] =
    &["seconds", "minutes", "hours", "days", "characters", "bytes", "kb", "mb", "gb", "requests", "times"];

/// Returns the parameter that limits a page of an operation with a list in its answer.
pub fn limit(operation: &Operation, resolver: Resolver<'_>) -> Option<Limit> {
    let answer = Answer::of(&operation.node, resolver)?;
    if !matches!(operation.verb, "get" | "post") || !answer.has_list || answer.is_thing {
        return None;
    }
    let request = Request::of(operation, resolver);
    let told = || request.in_query(TOLD_NAMES).find(|parameter| is_told(parameter));
    let parameter = request.in_query(LIMITS).find(|parameter| is_number(parameter)).or_else(told)?;
    if is_about_rates(parameter) {
        return None;
    }
    let declared = pushdown::most(&parameter.shape);
    let maximum = declared.or_else(|| told_or_default(parameter));
    let maximum = maximum.filter(|number| *number > 0 && takes_any(parameter));
    Some(Limit { parameter: parameter.key.clone(), maximum, is_declared: maximum.is_some() && declared.is_some() })
}

/// Whether it takes a number, also as a text.
fn is_number(parameter: &Parameter<'_>) -> bool {
    matches!(parameter.kind, "integer" | "number" | "string" | "")
        && parameter.shape.text("format") != Some("date-time")
}

fn is_told(parameter: &Parameter<'_>) -> bool {
    let words = ["number of", "per page", "page size", "maximum", "how many", "limit"];
    parameter.is_number() && words.iter().any(|word| parameter.description.contains(word))
}

fn is_about_rates(parameter: &Parameter<'_>) -> bool {
    ["rate limit", "quota", "per second", "per minute"].iter().any(|word| parameter.description.contains(word))
}

/// Whether one row can be asked for, and any number up from there.
fn takes_any(parameter: &Parameter<'_>) -> bool {
    let limits = parameter.shape.limits();
    let is_low = limits.least.is_none_or(|least| least.value < 1.0 || (least.value == 1.0 && !least.is_exclusive));
    let is_every = limits.step.is_none_or(|step| step.value <= 1.0);
    is_low && is_every && !parameter.shape.has_values()
}

fn told_or_default(parameter: &Parameter<'_>) -> Option<u64> {
    let default = parameter.shape.get("default").and_then(|node| literal(node).parse::<u64>().ok());
    told(&parameter.description).filter(|told| default.is_none_or(|default| default <= *told)).or(default)
}

/// Returns the maximum that a text tells, if it tells just one.
fn told(text: &str) -> Option<u64> {
    let mut found = MAXIMUM.as_ref()?.captures_iter(text).map(|captures| {
        let of_rows = captures.get(3).is_none_or(|unit| !UNITS.contains(&unit.as_str()));
        let is_whole = captures.get(2).is_none();
        captures.get(1).filter(|_| of_rows && is_whole)?.as_str().trim_end_matches(',').replace(',', "").parse().ok()
    });
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}
