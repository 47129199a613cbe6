//! Exclusive bounds: numbers in JSON Schema 2020-12 (validation, 6.2.3 and 6.2.5), flags beside
//! `minimum` and `maximum` in OpenAPI 3.0.

use super::edit::replace;
use crate::tree::scalar;
use crate::tree::scalar::Number;
use crate::tree::{Mapping, Node, Value};

/// Both bounds. Of two bounds of one side the stricter stays.
pub fn set_bounds(schema: &mut Mapping) {
    set_bound(schema, "exclusiveMinimum", "minimum", |exclusive, inclusive| exclusive >= inclusive);
    set_bound(schema, "exclusiveMaximum", "maximum", |exclusive, inclusive| exclusive <= inclusive);
}

fn set_bound(schema: &mut Mapping, exclusive: &str, inclusive: &str, is_stricter: fn(f64, f64) -> bool) {
    let Some(bound) = schema.get(exclusive).cloned() else { return };
    let Some(value) = number(&bound) else { return };
    let counts = match schema.get(inclusive) {
        None => true,
        Some(other) => match number(other) {
            Some(other) => is_stricter(value, other),
            None => return,
        },
    };
    let flag = Node::bool(true, bound.mark);
    replace(schema, exclusive, counts.then_some([(inclusive, bound), (exclusive, flag)]).into_iter().flatten());
}

fn number(node: &Node) -> Option<f64> {
    let Value::Number(spelling) = &node.value else { return None };
    Some(match scalar::number(spelling)? {
        Number::Natural(value) => value as f64,
        Number::Negative(value) => value as f64,
        Number::Float(value) => value,
    })
}
