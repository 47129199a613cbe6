//! Makes up the answers and bodies that templates are tried on, from their schemas.

use std::collections::BTreeMap;

use crate::engine::predict::value::Value;
use crate::schema::shape::Shape;

/// How deep values may lie in each other.
const MAX_DEPTH: usize = 4;

/// How many values one may hold.
const MAX_VALUES: usize = 300;

/// The longest value that is shown as it is.
const MAX_SHOWN: usize = 40;

/// How many lines a long text has.
const TEXT_LINES: usize = 1000;

/// What a template gets, by what its values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// An answer of the API.
    Response,
    /// The values of a statement, as a JSON object.
    Request,
}

/// What is given of an object, and how many items of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fill {
    All,
    EmptyLists,
    Required,
}

/// A value that a template may get.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What it is, in words.
    pub words: String,
    /// The body, as it is sent.
    pub body: String,
    /// Whether it has all that the schema names.
    pub is_full: bool,
    /// Whether it stands for any text, of which no more is known.
    pub is_any: bool,
}

/// Returns values of a schema: with all properties, with empty lists, and with what is required alone. Each is one that
/// the schema allows; there is none for a schema that does not say so much.
pub fn samples(shape: &Shape<'_>, of: Use) -> Vec<Sample> {
    let fills = [Fill::All, Fill::EmptyLists, Fill::Required].into_iter();
    let mut samples: Vec<Sample> = fills.filter_map(|fill| sample(shape, of, fill)).collect();
    samples.dedup_by(|later, earlier| later.body == earlier.body);
    // The engine sends no body without values, whatever the template says (any-sdk, `parameterize`).
    samples.retain(|sample| of == Use::Response || sample.body != "{}");
    samples
}

/// Returns bodies of a text: one that is long enough for whatever looks into it, and an empty one.
pub fn texts() -> Vec<Sample> {
    let of =
        |words: &str, body: String| Sample { words: words.to_owned(), is_full: !body.is_empty(), body, is_any: true };
    vec![of("any text", "text\n".repeat(TEXT_LINES)), of("an empty text", String::new())]
}

fn sample(shape: &Shape<'_>, of: Use, fill: Fill) -> Option<Sample> {
    let mut maker = Maker { of, fill, left: MAX_VALUES, is_allowed: true, is_full: true };
    let value = maker.value(shape, 0)?;
    // What is left out by the budget or for want of a type may be what an API always gives.
    let is_fair = maker.is_allowed && (maker.is_full || fill == Fill::Required);
    let body = value.to_json();
    let is_full = maker.is_full && fill == Fill::All;
    is_fair.then(|| Sample { words: words(&body, of, fill), body, is_full, is_any: false })
}

fn words(json: &str, of: Use, fill: Fill) -> String {
    if json.len() <= MAX_SHOWN {
        return format!("`{json}`");
    }
    match (of, fill) {
        (Use::Response, Fill::All) => "an answer with all properties".to_owned(),
        (Use::Response, Fill::EmptyLists) => "an answer whose lists are empty".to_owned(),
        (Use::Response, Fill::Required) => "an answer with its required properties alone".to_owned(),
        (Use::Request, Fill::Required) => "a body with its required properties alone".to_owned(),
        (Use::Request, _) => "a body with all properties".to_owned(),
    }
}

struct Maker {
    of: Use,
    fill: Fill,
    left: usize,
    /// Whether nothing required is missing.
    is_allowed: bool,
    /// Whether nothing is missing.
    is_full: bool,
}

impl Maker {
    /// Returns a value of a schema; nothing if its type is not clear.
    fn value(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH || shape.alternatives().next().is_some() {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        match shape.datatype() {
            // What a statement gives for these may reach a template as text.
            "object" | "array" if self.of == Use::Request && depth > 0 => None,
            "object" => Some(self.object(shape, depth)),
            "array" => Some(self.list(shape, depth)),
            "string" => Some(Value::Text(text(shape))),
            "integer" => Some(Value::Float(1.0)),
            "number" => Some(Value::Float(1.5)),
            "boolean" => Some(Value::Bool(true)),
            _ => None,
        }
    }

    fn object(&mut self, shape: &Shape<'_>, depth: usize) -> Value {
        let names = shape.schemas().flat_map(|part| part.entries("properties")).map(|(name, _)| &**name);
        let mut entries = BTreeMap::new();
        let mut has_properties = false;
        for name in names {
            has_properties = true;
            let Some(property) = shape.named(name).filter(|_| !entries.contains_key(name)) else { continue };
            let is_required = shape.requires(name);
            if property.flag(self.of.other_access()) || (self.fill == Fill::Required && !is_required) {
                continue;
            }
            match self.value(&property, depth + 1) {
                Some(value) => drop(entries.insert(name.to_owned(), value)),
                None => {
                    self.is_full = false;
                    self.is_allowed &= !is_required;
                }
            }
        }
        if !has_properties {
            self.map(shape, depth, &mut entries);
        }
        Value::Object(entries)
    }

    /// Adds an entry to a map.
    fn map(&mut self, shape: &Shape<'_>, depth: usize, entries: &mut BTreeMap<String, Value>) {
        let values = shape.additional().filter(|_| self.fill == Fill::All);
        match values.and_then(|values| self.value(&values, depth + 1)) {
            Some(value) => drop(entries.insert("key".to_owned(), value)),
            None => self.is_full &= self.fill != Fill::All,
        }
    }

    fn list(&mut self, shape: &Shape<'_>, depth: usize) -> Value {
        if self.fill != Fill::All {
            return Value::List(Vec::new());
        }
        let item = shape.items().and_then(|items| self.value(&items, depth + 1));
        self.is_full &= item.is_some();
        Value::List(item.into_iter().collect())
    }
}

impl Use {
    /// The keyword of what the other direction alone has.
    fn other_access(self) -> &'static str {
        match self {
            Use::Response => "writeOnly",
            Use::Request => "readOnly",
        }
    }
}

fn text(shape: &Shape<'_>) -> String {
    let listed = shape.get("enum").and_then(|values| values.as_sequence()?.first()?.as_str());
    let made = match shape.text("format") {
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("date") => "2026-01-31",
        _ => "text",
    };
    listed.unwrap_or(made).to_owned()
}
