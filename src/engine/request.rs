//! Request bodies: the names of their properties in SQL, and those that a statement must give (provider-format 3.5).

use super::media_type::DEFAULTS;
use crate::tree::Node;

/// The type of numbers in the body of an EXEC: what `@@json` holds is compared with the names of Go's types, and there is
/// no other for a number (provider-format 3.8).
pub const BODY_NUMBER: &str = "float64";

/// The extension of a property of a body that is sent as text: JSON in it is not parsed, and objects become their JSON. It
/// counts for direct properties of the body only (provider-format 2.6).
pub const TEXT_ONLY: &str = "x-stackQL-stringOnly";

/// Whether an operation has a schema for its body, which then counts in place of `request.schema_override`
/// (`tests/cases/settings/request-schema`).
pub fn has_own_schema(content: &Node, named: Option<&str>) -> bool {
    let has = |media_type: &str| content.get(media_type).is_some_and(|it| it.get("schema").is_some());
    match named.filter(|named| !named.is_empty()) {
        Some(named) => has(named),
        None => DEFAULTS.iter().any(|media_type| has(media_type)),
    }
}

/// The engine asks for what the schema itself requires and has.
pub fn required_body(schema: &Node, names: Option<&str>) -> Vec<String> {
    let has = |name: &&str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    let required = schema.items("required").iter().filter_map(Node::as_str).filter(has);
    required.map(|name| body_name(name, names)).collect()
}

/// What SQL calls a property of the body: as it is where an algorithm is given, for those that the engine has
/// differ in what they do with the value only.
pub fn body_name(property: &str, algorithm: Option<&str>) -> String {
    let has_prefix = algorithm.is_none_or(|name| name == "default");
    if has_prefix { format!("data__{property}") } else { property.to_owned() }
}
