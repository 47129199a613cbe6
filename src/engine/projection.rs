//! What `projection_map` may name: the engine looks it up before each call, and does nothing else with it
//! (`tests/cases/settings/request-projection-map`, `response-projection-map`).

/// The places of a request beside its body.
const OUTSIDE: [&str; 4] = ["context.", "headers.", "path.", "query."];

/// Whether the engine knows the place in a request that a path begins with.
pub fn is_of_request(path: &str) -> bool {
    in_body(path).is_some() || OUTSIDE.iter().any(|place| path.starts_with(place))
}

/// Whether the engine knows the place in a response that a path begins with.
pub fn is_of_response(path: &str) -> bool {
    in_body(path).is_some()
}

/// Returns what a path names in a body.
pub fn in_body(path: &str) -> Option<&str> {
    path.strip_prefix("body.")
}
