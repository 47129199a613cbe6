//! Made-up secrets for the proofs that a provider asks for.

use crate::engine::auth::blocks;
use crate::tree::Node;

/// Types whose secrets can be made up: the others read files, or ask a service of their own.
const PLAIN: [&str; 4] = ["api_key", "bearer", "basic", "custom"];

/// Returns the environment variables that a provider reads its secrets from, with made-up values; none if it asks for a
/// proof that cannot be made up.
pub fn environment(provider: &Node) -> Option<Vec<(String, String)>> {
    let is_plain = |block: &Node| block.text("type").is_some_and(|kind| PLAIN.contains(&&*kind.to_lowercase()));
    let mut variables = Vec::new();
    for block in blocks(provider) {
        if !is_plain(block) {
            return None;
        }
        let entries = block.as_mapping().into_iter().flatten();
        let names = entries.filter(|(key, _)| key.ends_with("var")).filter_map(|(_, name)| name.as_str());
        for name in names {
            variables.push((name.to_owned(), format!("made-up-secret-{}", variables.len() + 1)));
        }
    }
    (!variables.is_empty()).then_some(variables)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    #[test]
    fn secrets_are_made_up_for_what_is_read_from_the_environment() {
        let of = |auth: &str| {
            let text = format!("config: {{auth: {auth}}}");
            let names =
                environment(&yaml::read(text.as_bytes(), Path::new("a.yaml")).unwrap_or_else(|it| panic!("{it}")));
            names.map(|names| names.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(of("{type: BEARER, credentialsenvvar: TOKEN}").as_deref(), Some("TOKEN"));
        assert_eq!(of("{type: basic, username_var: U, password_var: P}").as_deref(), Some("U P"));
        let two = "{type: custom, credentialsenvvar: A, successor: {type: custom, credentialsenvvar: B}}";
        assert_eq!(of(two).as_deref(), Some("A B"));
        for none in ["{type: service_account, credentialsenvvar: A}", "{type: bearer}", "{}"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
