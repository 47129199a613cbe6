//! Numbers that a schema allows.

use serde_json::Value as Json;

use crate::examples::made;
use crate::schema::{Bound, Limits};

use super::seed::Seed;

/// How many different numbers are used, and how many for what identifies a row.
const SPAN: (u64, u64) = (1_000, 1_000_000);

/// Returns a number within the limits.
pub fn number(is_integer: bool, is_identifying: bool, limits: &Limits, seed: Seed) -> Json {
    let own = limits.step.as_ref().map_or(1.0, |step| step.value);
    let step = if is_integer && own.fract() != 0.0 { 1.0 } else { own };
    let within = |bound: &Bound, by: f64| if bound.is_exclusive { bound.value + by } else { bound.value };
    let least = limits.least.as_ref().map(|least| within(least, step));
    let most = limits.most.as_ref().map(|most| within(most, -step));
    let span = if is_identifying { SPAN.1 } else { SPAN.0 } as f64;
    let first = least.unwrap_or_else(|| most.map_or(1.0, |most| (most - span * step).max(1.0).min(most)));
    let first = (first / step).ceil();
    let steps = most.map_or(span, |most| (most / step).floor() - first + 1.0).clamp(1.0, span);
    let value = (first + seed.below(steps as u64) as f64) * step;
    let is_exact = value.fract() == 0.0 && value.abs() < 9e15;
    match is_exact && limits.allow_number(value) {
        true => Json::from(value as i64),
        false if !is_integer && limits.step.is_none() && limits.allow_number(value) => Json::from(value),
        false => made::number(is_integer, limits),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::schema::Resolver;
    use crate::schema::shape::Shape;
    use crate::tree::{Node, yaml};

    #[test]
    fn numbers_are_within_their_limits_and_differ() {
        for (schema, is_integer) in [
            ("{}", true),
            ("{minimum: 5, maximum: 7}", true),
            ("{minimum: 0, exclusiveMinimum: true}", false),
            ("{minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true}", false),
            ("{maximum: -3}", true),
            ("{minimum: 7, multipleOf: 5}", true),
            ("{multipleOf: 0.5, minimum: 0.25}", true),
            ("{minimum: 9223372036854775807}", true),
            ("{minimum: 0.1, multipleOf: 0.1}", false),
        ] {
            let (root, node) = (Node::default(), yaml::read(schema.as_bytes(), Path::new("a.yaml")).expect("YAML"));
            let limits = Shape::of(Resolver::new(&root), &node).limits();
            for row in 0..20 {
                let value = number(is_integer, row > 10, &limits, Seed::new(0, schema, row));
                let number = value.as_f64().expect("a number");
                assert!(limits.allow_number(number) && (!is_integer || number.fract() == 0.0), "{schema}: {value}");
            }
        }
        let ids = [0, 1].map(|row| number(true, true, &Limits::default(), Seed::new(0, "", row)));
        assert_ne!(ids[0], ids[1]);
    }
}
