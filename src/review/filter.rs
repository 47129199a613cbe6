//! Which rows a person means: `service=users,verb=select`.

use crate::mapping::Sureness;
use crate::text::{Pattern, closest};

use super::Entry;

/// Conditions that all hold for a row; none hold for every row.
#[derive(Clone, Debug, Default)]
pub struct Filter(Vec<(Key, String)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Service,
    Resource,
    Method,
    Verb,
    Cell,
    Confidence,
    Path,
}

const KEYS: [(&str, Key); 7] = [
    ("service", Key::Service),
    ("resource", Key::Resource),
    ("method", Key::Method),
    ("verb", Key::Verb),
    ("cell", Key::Cell),
    ("confidence", Key::Confidence),
    ("path", Key::Path),
];

impl Filter {
    /// Reads `all`, or `key=glob` joined by commas.
    ///
    /// # Errors
    /// The message for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "all" {
            return Ok(Filter::default());
        }
        text.split(',').map(condition).collect::<Result<_, _>>().map(Filter)
    }

    /// Whether a row is meant.
    pub fn matches(&self, entry: &Entry) -> bool {
        self.0.iter().all(|(key, glob)| matches(*key, &Pattern::new(glob), entry))
    }
}

fn condition(text: &str) -> Result<(Key, String), String> {
    let known: Vec<String> = KEYS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let Some((name, glob)) = text.split_once('=') else {
        return Err(format!("`{text}` is no condition; write `key=value`, such as `service=users`, or `all`"));
    };
    let (name, glob) = (name.trim(), glob.trim());
    let Some((_, key)) = KEYS.iter().find(|(known, _)| *known == name) else {
        return Err(match closest(name, &known) {
            Some(known) => format!("unknown key `{name}`; did you mean `{known}`?"),
            None => format!("unknown key `{name}`; known keys are {}", known.join(", ")),
        });
    };
    let is_level = Sureness::ALL.iter().any(|sureness| sureness.name() == glob);
    if *key == Key::Confidence && !is_level {
        return Err(format!("unknown confidence `{glob}`; use `low` or `high`"));
    }
    Ok((*key, glob.to_owned()))
}

fn matches(key: Key, pattern: &Pattern, entry: &Entry) -> bool {
    let row = &entry.row;
    match key {
        Key::Service => pattern.matches(&entry.service),
        Key::Resource => {
            pattern.matches(&row.resource) || pattern.matches(&format!("{}.{}", entry.service, row.resource))
        }
        Key::Method => pattern.matches(&row.method),
        Key::Verb => row.sql_verb.split('|').any(|verb| pattern.matches(verb.trim())),
        Key::Cell => row.marks().guessed.keys().any(|cell| pattern.matches(cell.name())),
        Key::Confidence => entry.sureness().is_some_and(|sureness| pattern.matches(sureness.name())),
        Key::Path => pattern.matches(&row.path),
    }
}

#[cfg(test)]
mod tests {
    use crate::mapping::Row;

    use super::*;

    fn is_meant(filter: &str) -> bool {
        let row = Row {
            path: "/users/{id}".to_owned(),
            resource: "users".to_owned(),
            method: "get_user".to_owned(),
            sql_verb: "select".to_owned(),
            guess: "guess:high verb; guess:low method".to_owned(),
            ..Row::default()
        };
        let entry = Entry { row, service: "people".to_owned(), tags: Vec::new(), object_keys: Vec::new() };
        Filter::parse(filter).is_ok_and(|filter| filter.matches(&entry))
    }

    #[test]
    fn all_conditions_hold() {
        for filter in [
            "all",
            "service=people",
            "resource=us*, verb=select",
            "resource=people.users",
            "confidence=low",
            "cell=verb",
            "path=/users/*",
            "method=get_????",
        ] {
            assert!(is_meant(filter), "{filter}");
        }
        for filter in ["service=people,verb=insert", "confidence=high", "cell=resource", "resource=", "path=/users"] {
            assert!(!is_meant(filter), "{filter}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let told = |text| Filter::parse(text).err().unwrap_or_default();
        assert_eq!(told("servce=a"), "unknown key `servce`; did you mean `service`?");
        assert_eq!(told("confidence=middling"), "unknown confidence `middling`; use `low` or `high`");
        assert!(told("users").contains("is no condition") && told("").contains("is no condition"));
    }
}
