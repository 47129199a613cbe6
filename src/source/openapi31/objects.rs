//! Objects whose further properties are described by pattern, or by what nothing else describes.

use super::context::Context;
use super::edit::replace;
use crate::tree::{Mapping, Node, Value};

/// Keywords that describe properties besides `properties` itself (JSON Schema 2020-12, 11.3).
const APPLICATORS: [&str; 8] =
    ["allOf", "anyOf", "oneOf", "if", "dependentSchemas", "$ref", "$dynamicRef", "additionalProperties"];

impl Context<'_> {
    /// `unevaluatedProperties` and `patternProperties`, both as `additionalProperties`.
    pub fn set_additional_properties(&mut self, source: &Node, schema: &mut Mapping) {
        self.set_unevaluated(source, schema);
        self.set_patterns(source, schema);
    }

    /// Where nothing else describes properties, it is another name of `additionalProperties`.
    fn set_unevaluated(&mut self, source: &Node, schema: &mut Mapping) {
        let Some(node) = schema.get("unevaluatedProperties").cloned() else { return };
        let is_alone = !APPLICATORS.iter().any(|key| source.get(key).is_some());
        let says_nothing = matches!(node.value, Value::Bool(true)) || node.as_mapping().is_some_and(Mapping::is_empty);
        if !is_alone && !says_nothing {
            let message = "OpenAPI 3.0 does not support `unevaluatedProperties`; it is left out";
            self.lose(node.mark, message, "use `additionalProperties` in the composed schemas instead");
        }
        replace(schema, "unevaluatedProperties", is_alone.then_some(("additionalProperties", node)));
    }

    /// One pattern is taken for all names, as vendors write maps; several stay apart by their
    /// names only (JSON Schema 2020-12, 10.3.2.2).
    fn set_patterns(&mut self, source: &Node, schema: &mut Mapping) {
        let Some(patterns) = schema.get("patternProperties").cloned() else { return };
        let Some(entries) = patterns.as_mapping() else { return };
        let mut values = entries.values().filter(|_| entries.len() == 1 && !forbids(source));
        let others = schema.get("additionalProperties").map(|others| &others.value);
        let only = values.next().filter(|_| matches!(others, None | Some(Value::Bool(false))));
        if only.is_none() && !entries.is_empty() {
            let message = "OpenAPI 3.0 does not support `patternProperties`; it is left out";
            self.lose(patterns.mark, message, "describe the property names and their meaning in the description");
            // It spoke of the names that no pattern matches.
            if matches!(others, Some(Value::Bool(false))) {
                schema.shift_remove("additionalProperties");
            }
        }
        replace(schema, "patternProperties", only.map(|only| ("additionalProperties", only.clone())));
    }
}

/// Whether names are described only to say that there are none such.
fn forbids(source: &Node) -> bool {
    source.entries("patternProperties").any(|(_, schema)| matches!(schema.value, Value::Bool(false)))
}
