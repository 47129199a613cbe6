//! Values of the vendor, as a schema allows them: spelled by its type, and without what it forbids.

use serde_json::{Map, Value as Json};

use crate::engine::request::BODY_NUMBER;
use crate::schema::Resolver;
use crate::schema::shape::{Shape, literal};
use crate::tree::{Node, Value};

use super::value::{ALTERNATIVES_DEPTH, Values, count, is_for_filling_in, is_typed, of_size};

/// The limit of texts inside objects and lists, in bytes.
const MAX_INNER_TEXT: usize = 1_000;

/// The maximum number of alternatives that are tried. More of them allow anything.
const MAX_TRIED: usize = 16;

impl Values<'_> {
    /// A value of the document if a schema allows it and a person would type it. Parts of an object or a list that are
    /// not allowed are left out, and made up where one is required.
    pub fn fitting(self, name: &str, value: &Node, schema: &Node) -> Option<Json> {
        self.fitted(name, value, &Shape::of(self.resolver, schema))
    }

    /// The same for schemas that all apply.
    pub fn fitted(self, name: &str, value: &Node, shape: &Shape<'_>) -> Option<Json> {
        self.fit(name, value, shape, 0).filter(is_typed)
    }

    fn fit(self, name: &str, value: &Node, shape: &Shape<'_>, depth: usize) -> Option<Json> {
        let own = match &value.value {
            Value::Null => None,
            Value::Mapping(_) => self.object_fitted(value, shape),
            Value::Sequence(items) => self.list_fitted(name, items, shape),
            _ => plain_fitted(value, shape).filter(|json| self.allows(json, shape, ALTERNATIVES_DEPTH)),
        };
        own.or_else(|| {
            let further = depth < ALTERNATIVES_DEPTH;
            let mut alternatives = shape.alternatives().take(MAX_TRIED).filter(|_| further);
            alternatives.find_map(|member| self.fit(name, value, &Shape::of(self.resolver, member), depth + 1))
        })
    }

    fn object_fitted(self, value: &Node, shape: &Shape<'_>) -> Option<Json> {
        let is_object = match shape.text("type") {
            None => {
                shape.has_fields() || shape.additional().is_some() || !(shape.holds_own() || has_alternatives(shape))
            }
            // Lowering writes `string` where an object is one of several kinds.
            Some("string") => shape.has_fields(),
            Some(kind) => kind == "object",
        };
        if !is_object {
            return None;
        }
        let of_variants = shape.properties();
        let others = shape.additional();
        let is_closed = shape.get("additionalProperties").is_some_and(|more| matches!(more.value, Value::Bool(false)));
        let entry = |name: &str, value: &Node| {
            let variants = of_variants.fields.get(name).map(|property| shape.variants_of(property));
            let mut shapes = shape.named(name).map(|shape| vec![shape]).or(variants).unwrap_or_default();
            shapes.extend(others.clone().filter(|_| shapes.is_empty()));
            match shapes.first() {
                None if is_closed => None,
                None => Some(self.unknown(name, value)),
                // Vendors copy examples of bodies from answers.
                Some(first) if first.flag("readOnly") => None,
                Some(first) => {
                    let made = || shape.requires(name).then(|| self.of_shape(name, first));
                    shapes.iter().find_map(|shape| self.part_fitted(name, value, shape)).or_else(made)
                }
            }
        };
        let entries = value.as_mapping().into_iter().flatten();
        let fitted: Map<String, Json> =
            entries.filter_map(|(name, value)| Some((name.to_string(), entry(name, value)?))).collect();
        let is_left = !fitted.is_empty() || value.as_mapping().is_some_and(|entries| entries.is_empty());
        is_left.then_some(Json::Object(fitted))
    }

    fn list_fitted(self, name: &str, items: &[Node], shape: &Shape<'_>) -> Option<Json> {
        let held = shape.items();
        let is_list = match shape.text("type") {
            None => held.is_some() || !(shape.holds_own() || has_alternatives(shape)),
            Some(kind) => kind == "array",
        };
        if !is_list {
            return None;
        }
        let fitted = |item: &Node| match &held {
            Some(held) => self.part_fitted(name, item, held),
            None => Some(self.unknown(name, item)),
        };
        let fitted: Vec<Json> = items.iter().filter_map(fitted).collect();
        let is_wanting = !items.is_empty() || count(shape, "minItems").is_some_and(|least| least > 0);
        let is_short = fitted.is_empty() && is_wanting;
        (!is_short).then(|| Json::Array(of_size(fitted, shape)))
    }

    /// A part of an object or a list, which may also be null or a longer text.
    fn part_fitted(self, name: &str, value: &Node, shape: &Shape<'_>) -> Option<Json> {
        if value.is_null() {
            return shape.allows_null().then_some(Json::Null);
        }
        self.fit(name, value, shape, 0).filter(|json| json.as_str().is_none_or(is_inner_text))
    }

    /// A value of which the schema says nothing.
    fn unknown(self, name: &str, value: &Node) -> Json {
        let nothing = Node::default();
        let shape = Shape::of(Resolver::new(&nothing), &nothing);
        let raw = || serde_json::to_value(value).unwrap_or_default();
        match value.value {
            Value::Mapping(_) | Value::Sequence(_) => self.fit(name, value, &shape, 0).unwrap_or_else(raw),
            _ if raw().as_str().is_some_and(|text| !is_inner_text(text)) => Json::String(format!("<{name}>")),
            _ => raw(),
        }
    }

    /// Whether a schema allows a plain value, by its limits and by those of one of its alternatives.
    pub fn allows(self, json: &Json, shape: &Shape<'_>, depth: usize) -> bool {
        let limits = shape.limits();
        let is_within = match json {
            Json::Number(number) => number.as_f64().is_none_or(|number| limits.allow_number(number)),
            Json::String(text) => limits.allow_text(text),
            _ => true,
        };
        is_within && self.is_one_of(json, shape, depth)
    }

    fn is_one_of(self, json: &Json, shape: &Shape<'_>, depth: usize) -> bool {
        let spelled = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        let lists = |values: &[Node]| values.is_empty() || values.iter().any(|value| literal(value) == spelled);
        if !shape.schemas().all(|schema| lists(schema.items("enum"))) {
            return false;
        }
        if let Some(values) = shape.agreement().values {
            return values.iter().any(|value| literal(value) == spelled);
        }
        let alternatives: Vec<&Node> = shape.alternatives().take(MAX_TRIED + 1).collect();
        let allows = |member: &&Node| {
            let shape = Shape::of(self.resolver, member);
            is_of_kind(json, shape.agreement().kind) && self.allows(json, &shape, depth - 1)
        };
        let is_tried = depth > 0 && !alternatives.is_empty() && alternatives.len() <= MAX_TRIED;
        !is_tried || alternatives.iter().any(allows)
    }
}

fn has_alternatives(shape: &Shape<'_>) -> bool {
    shape.alternatives().next().is_some()
}

/// A plain value in the type of a schema, if it can have that.
fn plain_fitted(value: &Node, shape: &Shape<'_>) -> Option<Json> {
    let json = serde_json::to_value(value).ok()?;
    if json.as_str().is_some_and(is_for_filling_in) {
        return None;
    }
    let kind = shape.agreement().kind;
    let json = match (kind, json) {
        (Some("string"), Json::Number(_) | Json::Bool(_)) => Json::String(literal(value)),
        (Some("integer" | "number" | BODY_NUMBER), Json::String(text)) => Json::Number(text.trim().parse().ok()?),
        (Some("boolean"), Json::String(text)) => Json::Bool(text.trim().parse().ok()?),
        (_, json) => json,
    };
    is_of_kind(&json, kind).then_some(json)
}

fn is_of_kind(json: &Json, kind: Option<&str>) -> bool {
    match kind {
        Some("string") => json.is_string(),
        Some("integer") => json.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("number" | BODY_NUMBER) => json.is_number(),
        Some("boolean") => json.is_boolean(),
        Some("array") => json.is_array(),
        Some("object") => json.is_object(),
        _ => true,
    }
}

fn is_inner_text(text: &str) -> bool {
    text.len() <= MAX_INNER_TEXT && !is_for_filling_in(text)
}
