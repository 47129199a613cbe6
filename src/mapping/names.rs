//! Names that Windows keeps, and the service that a tag, a path or the configuration names.

use std::collections::BTreeMap;

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

/// Whether a name in the configuration is that of a service: names may be spelled there as in the document.
pub fn is_service(written: &str, service: &str) -> bool {
    written == service || service_of_tag(written) == service
}

/// Returns what the configuration says about a service. An entry with just its name comes first.
pub fn entry_of<'c, T>(entries: &'c BTreeMap<String, T>, service: &str) -> Option<(&'c String, &'c T)> {
    entries.get_key_value(service).or_else(|| entries.iter().find(|(name, _)| is_service(name, service)))
}

/// Returns the new name of a service, in the form that names from tags have. A path is no name, and stays as it is to
/// be refused.
pub fn new_name(written: &str) -> String {
    let is_path = written.contains(['/', '\\']) || written.chars().any(char::is_control);
    if is_path { written.to_owned() } else { service_of_tag(written) }
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
    fn the_configuration_may_spell_services_as_the_document_does() {
        let entries = BTreeMap::from([("User Types".to_owned(), 1), ("Users".to_owned(), 2), ("users".to_owned(), 3)]);
        let value = |service| entry_of(&entries, service).map(|(_, value)| *value);
        assert_eq!(
            [value("user_types"), value("users"), value("Users"), value("user")],
            [Some(1), Some(3), Some(2), None]
        );
        for (written, name) in [
            ("My People", "my_people"),
            (" Staff-2 ", "staff_2"),
            ("A.b", "a_b"),
            ("", ""),
            ("../../x", "../../x"),
            ("a\\b", "a\\b"),
        ] {
            assert_eq!(new_name(written), name);
        }
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
