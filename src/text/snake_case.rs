//! Snake case as in the tools of StackQL's maintainers.

/// Returns a name in snake case: a boundary before a capital that follows a small letter or digit, so that acronyms
/// stay together (`listOAuth2Tokens` becomes `list_oauth2_tokens`).
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
}
