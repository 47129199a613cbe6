//! Object keys that lead to rows in a schema, and not in a response (provider-format 3.1).

use super::Columns;
use crate::schema::Resolver;
use crate::tree::Node;

/// How many steps the keys have that [`lists`] finds.
const MAX_STEPS: usize = 3;

/// The object keys of the lists of objects in a response, in alphabetical order, as far as SELECT can read them.
pub fn lists(response: &Node, resolver: Resolver<'_>) -> Vec<String> {
    let mut found = Vec::new();
    collect(response, resolver, "$", MAX_STEPS, &mut found);
    found.sort();
    found
}

fn collect(schema: &Node, resolver: Resolver<'_>, path: &str, steps: usize, found: &mut Vec<String>) {
    for field in Columns::new(resolver).properties(schema) {
        let key = format!("{path}.{}", field.property);
        let is_readable = unreadable_step(&key).is_none() && !field.property.contains(['.', '[', ']']);
        match field.datatype.as_str() {
            "array" if holds_objects(&field.schema, resolver) && is_readable => found.push(key),
            "array" if holds_objects(&field.schema, resolver) && path == "$" => found.push(field.property),
            "object" if steps > 1 && is_readable => collect(&field.schema, resolver, &key, steps - 1, found),
            _ => {}
        }
    }
}

fn holds_objects(list: &Node, resolver: Resolver<'_>) -> bool {
    let item = list.get("items").and_then(|items| resolver.resolve(items));
    item.is_some_and(|item| !matches!(item.text("type"), Some("string" | "integer" | "number" | "boolean" | "array")))
}

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
