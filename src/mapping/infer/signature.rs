//! By what a row and an operation are compared once their paths differ: verb, parts of the path, names, and the answer.

use std::borrow::Cow;

use crate::mapping::table::Row;
use crate::normalise::Operation;
use crate::schema::placeholders;
use crate::tree::Node;

use super::path::{self, PLACEHOLDER};

/// What a row remembers of its operation, or what an operation is.
#[derive(Debug)]
pub struct Signature<'a> {
    pub verb: &'a str,
    pub path: &'a str,
    /// Empty if there is none.
    pub id: &'a str,
    /// The operationId, or what a row made of it: the name of its method.
    called: &'a str,
    /// The schema of the answer, as the tools that draft mappings note it.
    pub answer: Option<&'a str>,
}

impl<'a> Signature<'a> {
    pub fn of_row(row: &'a Row) -> Self {
        let id = row.operation_id.as_str();
        Signature {
            verb: &row.verb,
            path: &row.path,
            id,
            called: if id.is_empty() { &row.method } else { id },
            answer: Some(row.answer.as_str()).filter(|answer| !answer.is_empty()),
        }
    }

    pub fn of_operation(operation: &'a Operation) -> Self {
        let id = operation.node.text("operationId").unwrap_or_default().trim();
        Signature { verb: operation.verb, path: &operation.path, id, called: id, answer: answer(&operation.node) }
    }

    /// The path whatever its placeholders are called, and whether the first one is a version.
    pub fn shape(&self) -> (&'a str, bool, String) {
        let first = self.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        (self.verb, is_version(first), unnamed(self.path).into_owned())
    }

    /// The whole path by segment, whatever its placeholders are called.
    pub fn steps(&self) -> Vec<String> {
        unnamed(self.path).split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect()
    }

    /// The path without versions, `api` and file extensions, whatever its placeholders are called.
    pub fn versionless(&self) -> (&'a str, Vec<String>) {
        (self.verb, self.segments())
    }

    /// The segments of the path without versions; placeholders are `{}`.
    pub fn segments(&self) -> Vec<String> {
        let segments = path::segments(self.path).into_iter().skip_while(|segment| is_version(segment));
        segments.map(|segment| unnamed(segment).into_owned()).collect()
    }

    /// The operationId whatever its spelling, with the verb and the number of parameters in the path.
    pub fn spelled(&self) -> Option<(&'a str, usize, String)> {
        let name: String = self.called.chars().filter(char::is_ascii_alphanumeric).collect();
        (!name.is_empty()).then(|| (self.verb, self.parameters().len(), name.to_ascii_lowercase()))
    }

    /// The parameters of the path and the schema of the answer.
    pub fn answered(&self) -> Option<(&'a str, Vec<&'a str>, &'a str)> {
        Some((self.verb, self.parameters(), self.answer?))
    }

    fn parameters(&self) -> Vec<&'a str> {
        let mut names = placeholders(self.path);
        names.retain(|name| !says_version(name));
        names.sort_unstable();
        names
    }

    /// Whether two paths have a word in common.
    pub fn is_related(&self, other: &Signature) -> bool {
        let (words, others) = (self.segments(), other.segments());
        words.iter().any(|word| word != PLACEHOLDER && others.contains(word))
    }

    /// Whether both have an operationId, and not the same.
    pub fn is_called_otherwise(&self, other: &Signature) -> bool {
        !self.id.is_empty() && !other.id.is_empty() && self.id != other.id
    }

    /// Whether both say what the answer is, and not the same.
    pub fn answers_otherwise(&self, other: &Signature) -> bool {
        self.answer.zip(other.answer).is_some_and(|(answer, other)| answer != other)
    }
}

/// Returns the name of the schema of the first success, or of its items.
fn answer(operation: &Node) -> Option<&str> {
    let (_, success) = operation.entries("responses").find(|(status, _)| status.starts_with('2'))?;
    let (_, content) = success.entries("content").next()?;
    let schema = content.get("schema")?;
    schema.reference().or_else(|| schema.get("items")?.reference())?.rsplit('/').next()
}

fn is_version(segment: &str) -> bool {
    path::is_placeholder(segment) && says_version(segment)
}

fn says_version(name: &str) -> bool {
    name.to_ascii_lowercase().contains("version")
}

/// Drops the name of each placeholder in a path.
fn unnamed(path: &str) -> Cow<'_, str> {
    if !path.contains('{') {
        return Cow::Borrowed(path);
    }
    let mut parts = path.split('{');
    let mut unnamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        unnamed.push('{');
        unnamed.push_str(part.find('}').map_or(part, |end| part.get(end..).unwrap_or_default()));
    }
    Cow::Owned(unnamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_placeholders_do_not_count() {
        for (path, expected) in [
            ("/users/{id}", "/users/{}"),
            ("/a({key})/{b}.json", "/a({})/{}.json"),
            ("/open/{brace", "/open/{brace"),
            ("/{a}{b}", "/{}{}"),
            ("/plain", "/plain"),
        ] {
            assert_eq!(unnamed(path), expected);
        }
    }

    #[test]
    fn versions_do_not_count() {
        let segments = |path: &str| {
            let row = Row { path: path.to_owned(), ..Row::default() };
            Signature::of_row(&row).segments().join("/")
        };
        for path in
            ["/v4/users/{id}", "/{apiVersion}/users/{userId}", "/{version}/users/{id}", "/api/v1/users/{id}.json"]
        {
            assert_eq!(segments(path), "users/{}", "{path}");
        }
    }
}
