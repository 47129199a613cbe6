//! What a method projects: `projection_map` of its request and its response.

use super::method::Method;
use super::stop::{Step, fail};
use crate::engine::projection::{in_body, is_of_request};
use crate::tree::Node;

/// Fails where the engine does not find what is projected.
pub fn check(method: &Method<'_>) -> Step<()> {
    for path in projected(method, "response") {
        match in_body(path) {
            Some(key) => drop(method.schema_at(key)?),
            None => return unsupported(),
        }
    }
    let media_type = method.request.as_ref().map_or("", |request| request.media_type);
    for path in projected(method, "request") {
        match (in_body(path), method.body_schema()) {
            (Some(_), None) => return fail("error getting request body schema"),
            (Some(key), Some(schema)) => drop(schema.row_at(key, media_type)?),
            (None, _) if is_of_request(path) => {}
            (None, _) => return unsupported(),
        }
    }
    Ok(())
}

fn projected<'d>(method: &Method<'d>, key: &str) -> impl Iterator<Item = &'d str> + use<'d> {
    let entries = method.node.get(key).into_iter().flat_map(|node: &Node| node.entries("projection_map"));
    entries.map(|(_, path)| path.as_str().unwrap_or_default())
}

fn unsupported() -> Step<()> {
    fail("only response body attributes are supported in union select keys")
}
