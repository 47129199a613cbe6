//! Path templates (OpenAPI 3.0.3, 4.7.8.1) and templates of server URLs.

/// Returns the names between braces in a path, in order.
pub fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}
