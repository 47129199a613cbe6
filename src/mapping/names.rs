//! Names that Windows keeps, and the service that a tag, a path or the configuration names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::{By, Services};
use crate::normalise::Operation;

use super::operation_id::words_of;

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
pub fn is_version(segment: &str) -> bool {
    let numbers = segment.strip_prefix('v');
    numbers.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// Returns the segments of a path that are not `api`, a version, or a placeholder.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|s| !s.is_empty() && *s != "api" && !is_version(s) && !s.starts_with('{'))
}

/// Returns the first segment that names something and is not ignored, else the last one.
fn segment_of<'p>(path: &'p str, ignored: &[String]) -> Option<&'p str> {
    let is_ignored = |segment: &str| ignored.iter().any(|name| name.eq_ignore_ascii_case(segment));
    segments(path).find(|segment| !is_ignored(segment)).or_else(|| segments(path).last())
}

/// Returns the service of an unmapped operation, before renaming.
pub(super) fn service_of(operation: &Operation, services: &Services) -> String {
    service_of_tag(&label_of(operation, services))
}

/// Returns what names the service of an unmapped operation, as the document spells it.
pub fn label_of<'o>(operation: &'o Operation, services: &Services) -> Cow<'o, str> {
    let id = || operation.node.text("operationId").unwrap_or_default();
    let label = match services.by {
        By::Tag => tag_of(operation).map(Cow::Borrowed),
        By::OperationId => words_of(id()),
        By::Path | By::File => None,
    };
    let by_path = || Cow::Borrowed(segment_of(&operation.path, &services.ignore_segments).unwrap_or("default"));
    label.unwrap_or_else(by_path)
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
        let none = Vec::new();
        assert_eq!(segment_of("/api/v1/apps/{appId}", &none), Some("apps"));
        assert_eq!(segment_of("/{apiVersion}/email-domains", &none), Some("email-domains"));
        assert_eq!(segment_of("/.well-known/x", &none), Some(".well-known"));
        assert_eq!(segment_of("/api/v1/{id}", &none), None);
        let shared = ["Accounts".to_owned(), "zones".to_owned()];
        assert_eq!(segment_of("/accounts/{id}/rules", &shared), Some("rules"));
        assert_eq!(segment_of("/accounts/{id}/zones/{zone}", &shared), Some("zones"));
        assert_eq!(segment_of("/rules/{id}/accounts", &shared), Some("rules"));
    }
}
