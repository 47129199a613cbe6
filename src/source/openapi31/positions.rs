//! Where OpenAPI 3.1 has schemas and path items that the table of version 3.0 does not know.

use crate::schema::grammar::{Kind, PATH_ITEM_KIND, SCHEMA_KIND};

/// What is expected under a key in OpenAPI 3.1.
pub fn child(kind: Kind, key: &str) -> Kind {
    let name = kind.object().map_or("", |object| object.name);
    match (name, key) {
        ("document", "webhooks") | ("components", "pathItems") => Kind::Map(&PATH_ITEM_KIND),
        ("schema", _) => schema_child(key).unwrap_or_else(|| kind.child(key)),
        _ => kind.child(key),
    }
}

/// JSON Schema 2020-12, chapters 8, 10 and 11, and chapter 8 of its validation vocabulary.
fn schema_child(key: &str) -> Option<Kind> {
    match key {
        "$defs" | "patternProperties" | "dependentSchemas" => Some(Kind::Map(&SCHEMA_KIND)),
        "prefixItems" => Some(Kind::List(&SCHEMA_KIND)),
        "if" | "then" | "else" | "contains" | "propertyNames" => Some(SCHEMA_KIND),
        "unevaluatedItems" | "unevaluatedProperties" | "contentSchema" => Some(SCHEMA_KIND),
        _ => None,
    }
}

/// Whether a `$ref` may stand in place of an object (OpenAPI 3.1, 4.8.23).
pub fn is_referable(kind: Kind) -> bool {
    kind.object().is_some_and(|object| object.section.is_some())
}
