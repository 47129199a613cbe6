//! What a schema allows beside type and listed values: bounds, multiples, lengths and patterns of plain values.

use fancy_regex::{Regex, RegexBuilder};

use crate::tree::scalar::{self, Number};
use crate::tree::{Node, Value};

use super::format;
use super::shape::{Shape, literal};

/// Maximum size of a compiled pattern, in bytes. Longer ones restrict nothing here.
const MAX_PATTERN: usize = 1 << 20;

/// How far a number may be from a multiple, in steps: floats are not exact.
const TOLERANCE: f64 = 1e-9;

/// A bound of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// As the document spells it.
    pub text: String,
    /// Its value.
    pub value: f64,
    /// Whether the bound itself is not allowed.
    pub is_exclusive: bool,
}

/// The limits of a plain value by all parts of its `allOf`; of two limits of one kind the stricter counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The lower bound.
    pub least: Option<Bound>,
    /// The upper bound.
    pub most: Option<Bound>,
    /// What a number is a multiple of; more than zero.
    pub step: Option<Bound>,
    /// The minimum number of characters.
    pub min_length: usize,
    /// The maximum number of characters.
    pub max_length: Option<usize>,
    /// Regular expressions that a text matches somewhere (ECMA 262).
    pub patterns: Vec<String>,
    /// The formats of a text.
    pub formats: Vec<String>,
}

impl Shape<'_> {
    /// Returns the limits of a plain value, without those of alternatives.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for part in &self.parts {
            limits.add(part);
        }
        limits
    }
}

impl Limits {
    fn add(&mut self, schema: &Node) {
        let bounds = |inclusive, exclusive| {
            // OpenAPI 3.0 has a flag beside the bound, OpenAPI 3.1 a bound of its own.
            let has_flag = schema.flag(exclusive);
            let own = bound(schema, inclusive).map(|bound| Bound { is_exclusive: has_flag, ..bound });
            [own, bound(schema, exclusive).map(|bound| Bound { is_exclusive: true, ..bound })].into_iter().flatten()
        };
        for least in bounds("minimum", "exclusiveMinimum") {
            let is_stricter = |known: &Bound| (least.value, least.is_exclusive) > (known.value, known.is_exclusive);
            if self.least.as_ref().is_none_or(is_stricter) {
                self.least = Some(least);
            }
        }
        for most in bounds("maximum", "exclusiveMaximum") {
            let is_stricter = |known: &Bound| (-most.value, most.is_exclusive) > (-known.value, known.is_exclusive);
            if self.most.as_ref().is_none_or(is_stricter) {
                self.most = Some(most);
            }
        }
        let step = bound(schema, "multipleOf").filter(|step| step.value > 0.0);
        self.step = self.step.take().or(step);
        self.min_length = self.min_length.max(count(schema, "minLength").unwrap_or(0));
        self.max_length = self.max_length.into_iter().chain(count(schema, "maxLength")).min();
        self.patterns.extend(schema.text("pattern").map(str::to_owned));
        self.formats.extend(schema.text("format").map(str::to_owned));
    }

    /// Whether a number is within the bounds and a multiple.
    pub fn allow_number(&self, number: f64) -> bool {
        let is_above = |least: &Bound| number > least.value || (number == least.value && !least.is_exclusive);
        let is_below = |most: &Bound| number < most.value || (number == most.value && !most.is_exclusive);
        let is_multiple = |step: &Bound| {
            let steps = number / step.value;
            (steps - steps.round()).abs() <= TOLERANCE * steps.abs().max(1.0)
        };
        self.least.as_ref().is_none_or(is_above)
            && self.most.as_ref().is_none_or(is_below)
            && self.step.as_ref().is_none_or(is_multiple)
    }

    /// Whether a text has the right length, is of the formats and matches the patterns. Formats and patterns that are not
    /// understood match anything.
    pub fn allow_text(&self, text: &str) -> bool {
        let length = text.chars().count();
        let is_long_enough = length >= self.min_length && self.max_length.is_none_or(|most| length <= most);
        let is_of_formats = || self.formats.iter().all(|format| format::is_of(format, text));
        let matches = |pattern: &String| regex(pattern).is_none_or(|regex| regex.is_match(text).unwrap_or(true));
        is_long_enough && is_of_formats() && self.patterns.iter().all(matches)
    }
}

/// Compiles a pattern, unless it is too large or not understood.
fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).delegate_size_limit(MAX_PATTERN).build().ok()
}

fn bound(schema: &Node, key: &str) -> Option<Bound> {
    let node = schema.get(key)?;
    let Value::Number(spelling) = &node.value else { return None };
    let value = match scalar::number(spelling)? {
        Number::Natural(value) => value as f64,
        Number::Negative(value) => value as f64,
        Number::Float(value) => value,
    };
    value.is_finite().then(|| Bound { text: literal(node), value, is_exclusive: false })
}

fn count(schema: &Node, key: &str) -> Option<usize> {
    let Value::Number(spelling) = &schema.get(key)?.value else { return None };
    match scalar::number(spelling)? {
        Number::Natural(value) => usize::try_from(value).ok(),
        _ => None,
    }
}
