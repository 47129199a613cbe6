//! Names: what SQL can use, and how the tools of StackQL's maintainers spell them.

/// Snake case as the provider tools make it: a boundary before a capital that follows a small letter
/// or digit, so that acronyms stay together (`listOAuth2Tokens` becomes `list_oauth2_tokens`).
pub fn snake_case(name: &str) -> String {
    let words = split_before_words(name);
    split_after_small(&words).to_lowercase().replace('-', "_")
}

/// `([a-z0-9])([A-Z][a-z]+)` to `$1_$2`.
fn split_before_words(name: &str) -> String {
    split(name, |before, capital, after| {
        is_small(before) && capital.is_ascii_uppercase() && after.is_some_and(|c| c.is_ascii_lowercase())
    })
}

/// `([a-z0-9])([A-Z])` to `$1_$2`.
fn split_after_small(name: &str) -> String {
    split(name, |before, capital, _| is_small(before) && capital.is_ascii_uppercase())
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn split(name: &str, is_boundary: impl Fn(char, char, Option<char>) -> bool) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if before.is_some_and(|before| is_boundary(before, letter, letters.peek().copied())) {
            result.push('_');
        }
        result.push(letter);
        before = Some(letter);
    }
    result
}

/// Whether SQL can use a name without quotes: a letter or `_`, then letters, digits and `_`.
pub fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether Windows keeps a name for a device, so that no file or folder can have it.
pub fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let numbered = |prefix: &str| name.strip_prefix(prefix).is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// The service that a tag names.
pub fn service_of_tag(tag: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '_' };
    tag.trim().to_lowercase().chars().map(plain).collect()
}

/// The service that a path names: its first segment that is not `api`, a version, or a placeholder.
pub fn service_of_path(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let is_version = |s: &str| {
        s.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    };
    let names = |s: &&str| !s.is_empty() && *s != "api" && !is_version(s) && !s.starts_with('{');
    path.split('/').find(names).map(service_of_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_keeps_acronyms_together() {
        let cases = [
            ("listUsers", "list_users"),
            ("revokeOAuth2TokensForApplication", "revoke_oauth2_tokens_for_application"),
            ("getOAuth2Claim", "get_oauth2_claim"),
            ("userId", "user_id"),
            ("listIPs", "list_ips"),
            ("user-id", "user_id"),
            ("id", "id"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected, "{name}");
        }
    }

    #[test]
    fn identifiers_and_reserved_names() {
        assert!(is_identifier("_well_known") && is_identifier("deleteAll"));
        for name in ["", "../../x", "a/b", "2fa", "a-b", "é", "a b"] {
            assert!(!is_identifier(name), "{name}");
        }
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
