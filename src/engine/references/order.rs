//! Where the loader looks for references, and in which order.

use crate::schema::grammar::{Kind, OPERATION_KIND, VERBS};

/// The sections of `components` in the order in which the loader searches them. It does not search `links`, and comes
/// to `paths` last.
pub const SECTIONS: [&str; 8] =
    ["headers", "parameters", "requestBodies", "responses", "schemas", "securitySchemes", "examples", "callbacks"];

/// Whether the loader looks for references under a key of an object. It does not in examples and in the contents of a
/// header, nor in the headers of an encoding.
pub fn is_searched(object: &str, key: &str) -> bool {
    match object {
        "schema" => {
            matches!(key, "items" | "properties" | "additionalProperties" | "not" | "allOf" | "anyOf" | "oneOf")
        }
        "parameter" => matches!(key, "schema" | "content"),
        "header" => key == "schema",
        "request body" => key == "content",
        "response" => matches!(key, "headers" | "content" | "links"),
        "media type" => matches!(key, "schema" | "examples"),
        "path item" => matches!(key, "parameters" | "connect") || VERBS.contains(&key),
        "operation" => matches!(key, "parameters" | "requestBody" | "responses" | "callbacks"),
        "responses" | "callback" => true,
        _ => false,
    }
}

/// Returns what the loader reads under a key. Paths, responses and callbacks are maps for it, without extensions; it
/// knows one verb more than OpenAPI, and keeps `xml` as it is.
pub fn child(kind: Kind, key: &str) -> Kind {
    match kind.object().map(|object| object.name) {
        Some("paths" | "responses" | "callback") => kind.child(key.trim_start_matches("x-")),
        Some("path item") if key == "connect" => OPERATION_KIND,
        Some("schema") if key == "xml" => Kind::Data,
        _ => kind.child(key),
    }
}
