//! The names of columns of a provider with `snake_case_aliases` (provider-format 3.4).

use regex::Regex;

/// The column of a property.
pub fn column(property: &str) -> String {
    if property.contains('_') {
        return property.to_owned();
    }
    let plural = Regex::new("([A-Z]{2,}s)$").expect("a pattern");
    let mut name =
        plural.replace(property, |found: &regex::Captures<'_>| format!("_{}", found[1].to_lowercase())).into_owned();
    for groups in ["(.)([A-Z][a-z]+)", "([a-z])([0-9]+)", "([a-z0-9])([A-Z])"] {
        name = Regex::new(groups).expect("a pattern").replace_all(&name, "${1}_${2}").into_owned();
    }
    name.to_lowercase()
}
