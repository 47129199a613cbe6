//! Object keys that lead to rows in a schema, and not in a response (provider-format 3.1).

/// The step of a path that SELECT cannot read: the reader of paths takes letters, digits and `_`, no digit in front,
/// and no names in brackets. A key without `$` may have any character.
pub fn unreadable_step(key: &str) -> Option<&str> {
    let path = key.strip_prefix('$')?;
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    steps.find(|step| !is_readable(step.strip_suffix("[*]").unwrap_or(step)))
}

fn is_readable(name: &str) -> bool {
    let has_letters = name.chars().all(|it| it.is_alphanumeric() || it == '_');
    has_letters && !name.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_readable_without_the_dollar_alone() {
        for (key, step) in [
            ("$.email-servers", Some("email-servers")),
            ("$.data.1_clicks", Some("1_clicks")),
            ("$[\"a\"]", Some("[\"a\"]")),
            ("email-servers", None),
            ("$", None),
            ("$.data[*].rows", None),
            ("$[*]", None),
        ] {
            assert_eq!(unreadable_step(key), step, "{key}");
        }
    }
}
