//! What a method projects: `projection_map` of its request and its response.

use super::method::Method;
use super::stop::{Step, fail};
use crate::tree::Node;

/// The places of a request beside its body.
const OUTSIDE: [&str; 4] = ["context.", "headers.", "path.", "query."];

/// Fails where the engine does not find what is projected. Nothing else comes of it: there is no such column, nor such a
/// name in the body (`tests/cases/settings/request-projection-map`, `response-projection-map`).
pub fn check(method: &Method<'_>) -> Step<()> {
    let of = |key| method.node.get(key).into_iter().flat_map(|node: &Node| node.entries("projection_map"));
    for (_, path) in of("response") {
        match path.as_str().unwrap_or_default().strip_prefix("body.") {
            Some(key) => drop(method.schema_at(key)?),
            None => return unsupported(),
        }
    }
    let is_outside = |path: &str| OUTSIDE.iter().any(|place| path.starts_with(place));
    for (_, path) in of("request") {
        let path = path.as_str().unwrap_or_default();
        match (path.strip_prefix("body."), method.body_schema()) {
            (Some(_), None) => return fail("error getting request body schema"),
            (Some(key), Some(schema)) => drop(schema.row_at(key, media_type(method))?),
            (None, _) if is_outside(path) => {}
            (None, _) => return unsupported(),
        }
    }
    Ok(())
}

fn media_type<'d>(method: &Method<'d>) -> &'d str {
    method.request.as_ref().map_or("", |request| request.media_type)
}

fn unsupported() -> Step<()> {
    fail("only response body attributes are supported in union select keys")
}
