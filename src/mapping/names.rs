//! Names that Windows keeps, and the service that a tag or a path names.

use crate::config::By;
use crate::normalise::Operation;

/// Whether a name is reserved on Windows, so that no file or folder can have it.
pub fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let numbered = |prefix: &str| name.strip_prefix(prefix).is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

pub fn service_of_tag(tag: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '_' };
    tag.trim().to_lowercase().chars().map(plain).collect()
}

/// Whether a path segment is a version, such as `v1`.
pub(super) fn is_version(segment: &str) -> bool {
    let numbers = segment.strip_prefix('v');
    numbers.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// Returns the first path segment that is not `api`, a version, or a placeholder.
fn service_of_path(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let names = |s: &&str| !s.is_empty() && *s != "api" && !is_version(s) && !s.starts_with('{');
    path.split('/').find(names).map(service_of_tag)
}

/// Returns the service of an unmapped operation, before renaming.
pub fn service_of(operation: &Operation, by: By) -> String {
    let by_path = || service_of_path(&operation.path).unwrap_or_else(|| "default".to_owned());
    match (by, tag_of(operation)) {
        (By::Tag, Some(tag)) => service_of_tag(tag),
        _ => by_path(),
    }
}

/// Returns the first tag of an operation, unless it is empty.
pub fn tag_of(operation: &Operation) -> Option<&str> {
    operation.node.items("tags").first().and_then(|tag| tag.as_str()).filter(|tag| !tag.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_reserved() {
        assert!(
            is_reserved("con")
                && is_reserved("LPT1")
                && !is_reserved("COM")
                && !is_reserved("console")
                && !is_reserved("com10")
        );
    }

    #[test]
    fn services_come_from_tags_and_paths() {
        assert_eq!(service_of_tag("Authorization Server"), "authorization_server");
        assert_eq!(service_of_path("/api/v1/apps/{appId}").as_deref(), Some("apps"));
        assert_eq!(service_of_path("/{apiVersion}/email-domains").as_deref(), Some("email_domains"));
        assert_eq!(service_of_path("/.well-known/x").as_deref(), Some("_well_known"));
        assert_eq!(service_of_path("/api/v1/{id}"), None);
    }
}
