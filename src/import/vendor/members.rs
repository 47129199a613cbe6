//! The properties of a schema, with those of its compositions.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::tree::{Node, Text};

use super::spot::Spot;

/// Compositions in compositions, and how many schemas of them are looked at.
const MAX_SCHEMAS: usize = 500;

/// Returns the properties of a schema. Of several with the same name, the first counts.
pub fn members<'a>(root: &'a Node, schema: &Spot<'a>) -> IndexMap<Text, Spot<'a>> {
    let (mut members, mut seen) = (IndexMap::new(), BTreeSet::new());
    let mut next = vec![schema.clone()];
    while let Some(schema) = next.pop() {
        let schema = schema.resolved(root);
        if seen.len() >= MAX_SCHEMAS || !seen.insert(schema.way.clone()) {
            continue;
        }
        for (name, property) in schema.all_below("properties") {
            members.entry(name).or_insert(property);
        }
        let of_composition = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| schema.all_below(key));
        let parts: Vec<Spot<'a>> = of_composition.map(|(_, part)| part).collect();
        next.extend(parts.into_iter().rev());
    }
    members
}

/// Whether a schema may be an object: it does not say that it is something else.
pub fn may_be_object(schema: &Node) -> bool {
    match schema.get("type") {
        None => schema.get("items").is_none() && schema.get("enum").is_none(),
        Some(kind) => kind.as_str() == Some("object") || kind.as_sequence().into_iter().flatten().any(is_object),
    }
}

fn is_object(kind: &Node) -> bool {
    kind.as_str() == Some("object")
}

/// Whether a schema says nothing of values, so that anything can be added.
pub fn is_open(schema: &Node) -> bool {
    let silent = ["description", "title", "example", "nullable", "deprecated"];
    schema.as_mapping().is_some_and(|entries| entries.keys().all(|key| silent.contains(&&**key)))
}
