//! Rows with other values laid over them, as far as their schemas allow that.

use serde_json::{Map, Value as Json};

use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::Node;

use super::rows::fit;

/// Which properties of a row another value may set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that a client may set.
    Writable,
    /// All.
    All,
}

/// Returns a row with the properties of another one that its schemas describe and allow.
pub fn laid_over(row: Json, over: &Json, schemas: &[&Node], reach: Reach, resolver: Resolver<'_>) -> Json {
    let Json::Object(over) = over else { return if fit(over, schemas, resolver) { over.clone() } else { row } };
    let Json::Object(mut entries) = row else { return row };
    let shape = Shape::of_all(resolver, schemas.iter().copied());
    for (name, value) in over {
        let Some(property) = properties_named(&shape, name) else { continue };
        let is_settable = reach == Reach::All || !Shape::of_all(resolver, property.iter().copied()).flag("readOnly");
        let is_shown = !Shape::of_all(resolver, property.iter().copied()).flag("writeOnly");
        if is_settable && is_shown {
            set(&mut entries, name, value, &property, resolver);
        }
    }
    Json::Object(entries)
}

/// Sets a property to a value, merged with what it has, if its schemas allow that.
fn set(entries: &mut Map<String, Json>, name: &str, value: &Json, property: &[&Node], resolver: Resolver<'_>) {
    let mut merged = entries.get(name).cloned().unwrap_or_default();
    merge(&mut merged, value);
    let fitting = [merged, value.clone()].into_iter().find(|candidate| fit(candidate, property, resolver));
    if let Some(fitting) = fitting {
        entries.insert(name.to_owned(), fitting);
    }
}

/// Returns the schemas of a property in all variants of a shape.
fn properties_named<'n>(shape: &Shape<'n>, name: &str) -> Option<Vec<&'n Node>> {
    let own: Vec<&'n Node> = shape.property(name).collect();
    if !own.is_empty() {
        return Some(own);
    }
    shape.properties().fields.get(name).and_then(|property| Some(vec![*property.schemas.first()?]))
}

/// Merges a patch into a value (RFC 7386).
pub fn merge(value: &mut Json, patch: &Json) {
    let Json::Object(patch) = patch else {
        *value = patch.clone();
        return;
    };
    if !value.is_object() {
        *value = Json::Object(Map::new());
    }
    let Json::Object(entries) = value else { return };
    for (name, change) in patch {
        match change {
            Json::Null => drop(entries.shift_remove(name)),
            _ => merge(entries.entry(name.clone()).or_insert(Json::Null), change),
        }
    }
}

/// Returns a patch for merging that does what the operations of a JSON Patch (RFC 6902) do to properties at the top.
/// Others are ignored.
pub fn of_operations(operations: &[Json]) -> Json {
    let change = |operation: &Json| {
        let name = operation.get("path")?.as_str()?.strip_prefix('/')?.replace("~1", "/").replace("~0", "~");
        match operation.get("op")?.as_str()? {
            "add" | "replace" => Some((name, operation.get("value")?.clone())),
            "remove" => Some((name, Json::Null)),
            _ => None,
        }
    };
    Json::Object(operations.iter().filter_map(change).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::tree::yaml;

    #[test]
    fn only_what_is_described_and_allowed_is_set() {
        let schema =
            "{type: object, properties: {id: {type: string, readOnly: true}, name: {type: string, maxLength: 3},
            password: {type: string, writeOnly: true}, profile: {type: object}}}";
        let schema = yaml::read(schema.as_bytes(), Path::new("a.yaml")).expect("YAML");
        let row = || json!({"id": "1", "name": "a", "profile": {"x": 1}});
        let over = json!({"id": "2", "name": "b", "password": "c", "profile": {"y": 2}, "other": 3});
        let root = Node::default();
        let laid = |over: &Json, reach| laid_over(row(), over, &[&schema], reach, Resolver::new(&root));
        let expected = json!({"id": "1", "name": "b", "profile": {"x": 1, "y": 2}});
        assert_eq!(laid(&over, Reach::Writable), expected);
        assert_eq!(laid(&over, Reach::All)["id"], "2");
        for other in [json!({"name": "long"}), Json::Null] {
            assert_eq!(laid(&other, Reach::All), row());
        }
    }

    #[test]
    fn patches_merge_and_remove() {
        let mut value = json!({"a": {"b": 1, "c": 2}, "d": [1]});
        merge(&mut value, &json!({"a": {"b": null, "e": {"f": null, "g": 1}}, "d": [2]}));
        assert_eq!(value, json!({"a": {"c": 2, "e": {"g": 1}}, "d": [2]}));
        let patch = json!([{"op": "add", "path": "/a~1b", "value": 1}, {"op": "remove", "path": "/c"}, {"op": "test"}]);
        assert_eq!(of_operations(patch.as_array().expect("a list")), json!({"a/b": 1, "c": null}));
    }
}
