//! What a tag, segment or operationId says about a service, without what says nothing.

use crate::mapping::{is_version, plural, service_of_tag, split_words};

/// Words at the end that say nothing.
const LAST: [&str; 5] = ["api", "apis", "alpha", "beta", "client"];

/// What `api` belongs to.
const OF_API: [&str; 4] = ["key", "keys", "token", "tokens"];

/// Returns the name of the service that a label means, in snake case: `access_keys` for `accessKeyManagementV1`.
pub fn service(label: &str) -> String {
    let said = without_brackets(label);
    let said = before_colon(if said.is_empty() { label } else { &said });
    let words = meaning(words(said));
    let is_plain = said.is_ascii() && !words.is_empty();
    match is_plain {
        true if label.starts_with('.') => format!("_{}", words.join("_")),
        true => words.join("_"),
        false => service_of_tag(label),
    }
}

/// Leaves out `[Public Preview]` and `(v3)`.
fn without_brackets(label: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::with_capacity(label.len());
    for letter in label.chars() {
        match letter {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest.trim().to_owned()
}

/// Leaves out a custom method, as in `documents:search`.
fn before_colon(label: &str) -> &str {
    let first = label.split_once(':').map(|(first, _)| first).filter(|first| !first.is_empty());
    first.filter(|_| !label.contains(char::is_whitespace)).unwrap_or(label)
}

/// Returns the words in lower case. A capital starts one only where nothing else parts words (`accessKeys`): elsewhere it
/// is part of a name (`OAuth apps`, `WebAuthn keys`).
fn words(label: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let plain = || label.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let words = split_words(label);
    let is_one = label.chars().all(|c| is_part(c) || c == '.');
    if is_one && words.iter().all(|word| word.len() > 1) { words } else { plain() }
}

/// Leaves out the words that say nothing, unless nothing else is left.
fn meaning(mut words: Vec<String>) -> Vec<String> {
    let all = words.clone();
    words.retain(|word| !is_version(word));
    while words.len() > 1 && words.last().is_some_and(|last| LAST.contains(&last.as_str())) {
        words.pop();
    }
    let begins_with_api = words.first().is_some_and(|first| first == "api");
    if begins_with_api && words.get(1).is_some_and(|second| !OF_API.contains(&second.as_str())) {
        words.remove(0);
    }
    if words.len() > 1 && words.last().is_some_and(|last| last == "management") {
        words.pop();
        words.last_mut().into_iter().for_each(|last| *last = plural(last));
    }
    if words.is_empty() { all } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_out() {
        let cases = [
            ("[Public Preview] Alert Rules", "alert_rules"),
            ("Cluster Linking (v3)", "cluster_linking"),
            ("(v3)", "v3"),
            ("accessKeyManagementV1", "access_keys"),
            ("User Management", "users"),
            ("Management", "management"),
            ("AccountAPI", "account"),
            ("API Keys", "api_keys"),
            ("API Gateways", "gateways"),
            ("api", "api"),
            ("OAuth Apps", "oauth_apps"),
            ("OAuth2", "oauth2"),
            ("user-types", "user_types"),
            ("documents:search", "documents"),
            ("Foo - Bar", "foo_bar"),
            (".well-known", "_well_known"),
            ("2FA", "2fa"),
            ("Größe", "gr__e"),
            ("--", "__"),
            ("v1", "v1"),
        ];
        for (label, expected) in cases {
            assert_eq!(service(label), expected, "{label}");
        }
    }
}
