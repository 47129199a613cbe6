//! Computes the ids that a site gives to headings.

use std::collections::HashMap;

/// Counts the ids on a page, so that they are unique.
#[derive(Default)]
pub struct Ids(HashMap<String, usize>);

impl Ids {
    pub fn next(&mut self, text: &str) -> String {
        let base = slug(text);
        let mut id = base.clone();
        while self.0.contains_key(&id) {
            let count = self.0.entry(base.clone()).or_default();
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.0.insert(id.clone(), 0);
        id
    }
}

/// The explicit id of a heading, `{#id}` at its end, and where it begins.
pub fn own_id(heading: &str) -> Option<(usize, &str)> {
    let start = heading.rfind("{#")?;
    let id = heading.get(start + 2..)?.trim_end().strip_suffix('}')?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    is_id.then_some((start, id))
}

/// Slugs as `github-slugger` makes them, which Docusaurus uses.
fn slug(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_docusaurus() {
        let mut ids = Ids::default();
        assert_eq!(ids.next("Get one, by key (`id`)"), "get-one-by-key-id");
        assert_eq!(ids.next("user_id & Co."), "user_id--co");
        assert_eq!(["A", "A", "A-1", "a"].map(|text| ids.next(text)), ["a", "a-1", "a-1-1", "a-2"]);
    }

    #[test]
    fn a_heading_may_bring_its_own() {
        assert_eq!(own_id("Fields {#fields}"), Some((7, "fields")));
        assert_eq!(own_id("Fields {#fields} x"), None);
        assert_eq!(own_id("Fields {#a b}"), None);
    }
}
